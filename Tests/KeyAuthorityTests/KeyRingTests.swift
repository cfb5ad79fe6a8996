import AccessPolicy
import AttributeEncryption
import Framing
import Identity
import KeyAuthority
import Symmetric
import TestSupport
import Testing

@Suite struct KeyRingTests {
    @Test func keysOfSeveralEpochsAreKeptAndReadBack() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        try hospital.enrol(user)
        var ring = try KeyRing(pinning: authority.description)
        #expect(ring.epochs.isEmpty && ring.certificate == nil && ring.attributes == nil)
        let first = try authority.keyDelivery(to: id)
        try ring.accept(first, by: user)
        try authority.publish(to: 3, passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        try authority.renew(
            id, attributes: ["role:nurse"], passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        let second = try authority.keyDelivery(to: id)
        try ring.accept(second, by: user)
        try ring.accept(first, by: user)
        try ring.accept(try authority.epochStatement(), at: Hospital.start)
        try ring.accept(try authority.revocationList(), at: Hospital.start)
        #expect(ring.epochs == [0, 3])
        #expect(ring.certificate == second.certificate)

        let vault = try Vault.seal(
            ring.encoded(), kind: KeyRing.vaultKind, passphrase: Hospital.passphrase(), cost: ScryptCost(insecureLogN: 10)!)
        let opened = try Vault.open(vault, kind: KeyRing.vaultKind, passphrase: Hospital.passphrase())
        let again = try KeyRing(encoded: opened)
        #expect(evaluated(again.encoded().constantTimeEquals(ring.encoded())))
        #expect(again.epochs == [0, 3] && again.authority == authority.description)
        #expect(again.epochStatement == ring.epochStatement)
        func epochOfKey(_ policy: String) throws -> UInt32? {
            try again.withKey(satisfying: Policy(parsing: policy)) { $0.attributes.epoch } ?? nil
        }
        #expect(try epochOfKey("role:nurse") == 3)
        #expect(try epochOfKey("role:doctor") == 0)
        #expect(try epochOfKey("role:doctor and role:nurse") == nil)
        let newest = again.withNewestKey { $0.attributes.epoch }
        #expect(newest == 3)
    }

    @Test func deliveriesOfOthersAreRefused() throws {
        let hospital = try Hospital()
        let elsewhere = try Hospital()
        let user = UserIdentity()
        let other = UserIdentity()
        try hospital.enrol(user)
        try elsewhere.enrol(user)
        let delivery = try hospital.authority.keyDelivery(to: user.id)
        let foreign = try elsewhere.authority.keyDelivery(to: user.id)
        var ring = try KeyRing(pinning: hospital.authority.description)
        #expect(ringRefusal { try ring.accept(delivery, by: other) } == .statement(.wrongRecipient))
        #expect(ringRefusal { try ring.accept(foreign, by: user) } == .statement(.wrongAuthority))
        var bytes = delivery.bytes
        bytes[bytes.count - 1] ^= 1
        let altered = try KeyDelivery(bytes: bytes)
        #expect(ringRefusal { try ring.accept(altered, by: user) } == .statement(.badSignature))
        #expect(ring.epochs.isEmpty)
    }

    /// An authority that signs rubbish, or another's parameters: the signature holds, the pairing equations do not.
    @Test func keysThatDoNotFitTheParametersAreRefused() throws {
        let fabeo = FABEO.setup()
        let stranger = FABEO.setup()
        let signingKey = Ed25519.PrivateKey()
        let authority = try AuthorityDescription(
            name: "Test", publicParameters: fabeo.parameters.bytes, signedBy: signingKey)
        let user = UserIdentity()
        func delivery(_ key: borrowing SecretBytes, epoch: UInt32 = 4) throws -> KeyDelivery {
            let certificate = try Certificate.issue(
                serial: 1, displayName: "A", signingKey: user.signingKey.publicKey, agreementKey: user.agreementKey.publicKey,
                capabilities: [], notBefore: 0, notAfter: 9, epoch: epoch, by: authority, signedBy: signingKey)
            return try KeyDelivery.issue(key, to: certificate, by: authority, signedBy: signingKey)
        }
        let attributes = try AttributeSet(parsing: ["a", "b"])
        let good = FABEO.keyGeneration(fabeo.masterKey, fabeo.parameters, attributes: try attributes.withEpoch(4)).encoded()
        func outcome(_ delivery: KeyDelivery) throws -> KeyRingError? {
            var ring = try KeyRing(pinning: authority)
            return ringRefusal { try ring.accept(delivery, by: user) }
        }
        #expect(try outcome(try delivery(good)) == nil)
        // Another master key, another epoch, no epoch, another user's r for one attribute, rubbish.
        let strangers = FABEO.keyGeneration(
            stranger.masterKey, fabeo.parameters, attributes: try attributes.withEpoch(4)).encoded()
        #expect(try outcome(try delivery(strangers)) == .faultyKey)
        #expect(try outcome(try delivery(good, epoch: 5)) == .faultyKey)
        let timeless = FABEO.keyGeneration(fabeo.masterKey, fabeo.parameters, attributes: attributes).encoded()
        #expect(try outcome(try delivery(timeless)) == .faultyKey)
        let second = FABEO.keyGeneration(fabeo.masterKey, fabeo.parameters, attributes: try attributes.withEpoch(4)).encoded()
        let mixed = SecretBytes.concatenating(good.slice(0..<(good.count - 48)), second.slice((good.count - 48)..<good.count))
        #expect(try outcome(try delivery(mixed)) == .faultyKey)
        let rubbish = try outcome(try delivery(SecretBytes(copying: [1, 2, 3])))
        if case .malformedKey = rubbish {} else { Issue.record("rubbish was taken for a key") }
        let badParameters = try AuthorityDescription(name: "Test", publicParameters: [1, 2], signedBy: signingKey)
        #expect(ringRefusal { _ = try KeyRing(pinning: badParameters) } != nil)
    }

    @Test func nothingGoesBack() throws {
        let hospital = try Hospital()
        let authority = hospital.authority
        let user = UserIdentity()
        let id = user.id
        try hospital.enrol(user)
        let oldDelivery = try authority.keyDelivery(to: id)
        let oldEpoch = try authority.epochStatement()
        let oldList = try authority.revocationList()
        try authority.renew(id, passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        let published = try authority.publish(to: 1, passphrase: Hospital.passphrase(), at: Hospital.start, by: "admin")
        var ring = try KeyRing(pinning: authority.description)
        try ring.accept(try authority.keyDelivery(to: id), by: user)
        try ring.accept(try authority.keyDelivery(to: id), by: user)
        try ring.accept(published.epoch, at: Hospital.start)
        try ring.accept(published.epoch, at: Hospital.start)
        try ring.accept(published.revocations, at: Hospital.start)
        // Also after the ring was put away and taken out again.
        ring = try KeyRing(encoded: ring.encoded())
        #expect(ringRefusal { try ring.accept(oldDelivery, by: user) } == .statement(.rolledBack))
        #expect(ringRefusal { try ring.accept(oldEpoch, at: Hospital.start) } == .statement(.rolledBack))
        #expect(ringRefusal { try ring.accept(oldList, at: Hospital.start) } == .statement(.rolledBack))
        #expect(ringRefusal { try ring.accept(published.epoch, at: 0) } == .statement(.notYetValid))
        let foreign = try Hospital().authority
        let foreignEpoch = try foreign.epochStatement()
        #expect(ringRefusal { try ring.accept(foreignEpoch, at: Hospital.start) } == .statement(.wrongAuthority))
        #expect(ring.epochStatement == published.epoch)
    }

    @Test func hostileRingsAreRefused() throws {
        let hospital = try Hospital()
        let user = UserIdentity()
        try hospital.enrol(user)
        var ring = try KeyRing(pinning: hospital.authority.description)
        try ring.accept(try hospital.authority.keyDelivery(to: user.id), by: user)
        try ring.accept(try hospital.authority.epochStatement(), at: Hospital.start)
        let bytes = ring.encoded().revealed()
        func outcome(_ bytes: [UInt8]) -> KeyRingError? {
            ringRefusal { _ = try KeyRing(encoded: SecretBytes(copying: bytes)) }
        }
        #expect(outcome(bytes) == nil)
        #expect(outcome(bytes + [0]) != nil)
        for length in stride(from: 0, to: bytes.count, by: 7) { #expect(outcome(Array(bytes[..<length])) != nil) }
        // The vault authenticates the ring; altered bytes must still never trap.
        for position in stride(from: 0, to: bytes.count, by: 5) {
            var altered = bytes
            altered[position] ^= 0xff
            _ = outcome(altered)
        }
        // The same key twice.
        let keyStart = bytes.count - (ring.withNewestKey { $0.encoded().count } ?? 0) - 4 - (ring.certificate?.bytes.count ?? 0) - 4
        var twice = Array(bytes[..<(keyStart - 4)]) + [0, 0, 0, 2]
        twice += bytes[keyStart...] + bytes[keyStart...]
        if case .malformedRing = outcome(twice) {} else { Issue.record("two keys of one epoch were read") }
    }
}
