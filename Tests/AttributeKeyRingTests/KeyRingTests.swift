import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import Framing
import HospitalFixture
import Identity
import Cryptography
import TestSupport
import Testing

@Suite struct KeyRingTests {
    private let now = Hospital.now

    private func passphrase() -> SecretBytes { SecretBytes(copying: "correct horse".utf8) }

    @Test func keysOfSeveralEpochsAreKeptAndReadBack() throws {
        let issuer = try KeyIssuer()
        let user = UserIdentity()
        var ring = try KeyRing(pinning: issuer.authority)
        #expect(ring.epochs.isEmpty && ring.certificate == nil && ring.attributes == nil)
        let first = try issuer.delivery(to: user, serial: 1)
        try ring.accept(first, by: user)
        let second = try issuer.delivery(to: user, ["role:nurse"], epoch: 3, serial: 2)
        try ring.accept(second, by: user)
        try ring.accept(first, by: user)
        try ring.accept(try issuer.epochStatement(3, sequence: 2), at: now)
        try ring.accept(try issuer.revocationList(sequence: 1), at: now)
        #expect(ring.epochs == [0, 3])
        #expect(ring.certificate == second.certificate)

        let vault = try Vault.seal(
            ring.encoded(), kind: KeyRing.vaultKind, passphrase: passphrase(), cost: ScryptCost(insecureLogN: 10)!)
        let opened = try Vault.open(vault, kind: KeyRing.vaultKind, passphrase: passphrase())
        let again = try KeyRing(encoded: opened)
        #expect(evaluated(again.encoded().constantTimeEquals(ring.encoded())))
        #expect(again.epochs == [0, 3] && again.authority == ring.authority)
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

    /// Several keys of one epoch: attributes that came and went, or another device. Each opens what it satisfies.
    @Test func severalKeysOfOneEpochAreKeptByName() throws {
        let issuer = try KeyIssuer()
        let user = UserIdentity()
        var ring = try KeyRing(pinning: issuer.authority)
        let doctor = try issuer.delivery(to: user, ["role:doctor"], epoch: 3, serial: 1)
        let nurse = try issuer.delivery(to: user, ["role:nurse"], epoch: 3, serial: 2)
        // Two keys under one certificate.
        let other = try #require(DeviceLeaf(subtree: 3, device: 1))
        let phone = try issuer.delivery(
            of: issuer.hospital.key(["role:nurse"], epoch: 3, device: other).encoded(), to: user, epoch: 3, serial: 2)
        for delivery in [doctor, nurse, phone, nurse, phone, doctor] { try ring.accept(delivery, by: user) }
        #expect(ring.epochs == [3] && ring.count == 3)
        #expect(ring.certificate?.serial == 2)
        for ring in [ring, try KeyRing(encoded: ring.encoded())] {
            for role in ["role:doctor", "role:nurse"] {
                let epoch = try ring.withKey(satisfying: Policy(parsing: role)) { $0.attributes.epoch } ?? nil
                #expect(epoch == 3)
            }
            let both = try ring.withKey(satisfying: Policy(parsing: "role:doctor and role:nurse")) { _ in true }
            #expect(both == nil && ring.count == 3)
        }
        // What came before the latest certificate of the epoch and is not held comes too late.
        let late = try issuer.delivery(to: user, ["x"], epoch: 3, serial: 1)
        #expect(refusal { try ring.accept(late, by: user) } == .statement(.rolledBack))
    }

    /// A ring does not grow by a key for each epoch: what a later key opens as well goes, and does not come back.
    @Test func keysThatOpenNothingMoreAreLetGo() throws {
        let issuer = try KeyIssuer()
        let user = UserIdentity()
        var ring = try KeyRing(pinning: issuer.authority)
        let first = try issuer.delivery(to: user, ["a", "b"], epoch: 1, serial: 1)
        let fewer = try issuer.delivery(to: user, ["a"], epoch: 2, serial: 2)
        let again = try issuer.delivery(to: user, ["a", "c"], epoch: 3, serial: 3)
        let all = try issuer.delivery(to: user, ["a", "b", "c"], epoch: 700, serial: 4)
        let number = try issuer.delivery(to: user, ["a", "b", "c", "n = 3"], epoch: 700, serial: 5)
        let lower = try issuer.delivery(to: user, ["a", "b", "c", "n = 2"], epoch: 701, serial: 6)
        for (delivery, epochs) in [
            (first, [1]), (fewer, [1, 2]), (again, [1, 3]), (fewer, [1, 3]), (all, [700]), (first, [700]), (number, [700]),
            (lower, [700, 701]), (all, [700, 701]),
        ] as [(KeyDelivery, [UInt32])] {
            if delivery.certificate.serial == 4, ring.certificate.map({ $0.serial > 4 }) ?? false {
                #expect(refusal { try ring.accept(delivery, by: user) } == .statement(.rolledBack))
            } else {
                try ring.accept(delivery, by: user)
            }
            #expect(ring.epochs == epochs)
        }
        #expect(ring.count == 2)
        // Another device's key opens what the first one's does, until one of them is excluded: it stays.
        let other = try #require(DeviceLeaf(subtree: 3, device: 1))
        let phone = try issuer.delivery(
            of: issuer.hospital.key(["a"], epoch: 701, device: other).encoded(), to: user, epoch: 701, serial: 7)
        try ring.accept(phone, by: user)
        #expect(ring.count == 3)
    }

    @Test func deliveriesOfOthersAreRefused() throws {
        let issuer = try KeyIssuer()
        let elsewhere = try KeyIssuer()
        let user = UserIdentity()
        let other = UserIdentity()
        let delivery = try issuer.delivery(to: user, serial: 1)
        let foreign = try elsewhere.delivery(to: user, serial: 1)
        var ring = try KeyRing(pinning: issuer.authority)
        #expect(refusal { try ring.accept(delivery, by: other) } == .statement(.wrongRecipient))
        #expect(refusal { try ring.accept(foreign, by: user) } == .statement(.wrongAuthority))
        var bytes = delivery.bytes
        bytes[bytes.count - 1] ^= 1
        let altered = try KeyDelivery(bytes: bytes)
        #expect(refusal { try ring.accept(altered, by: user) } == .statement(.badSignature))
        #expect(ring.epochs.isEmpty)
    }

    /// An authority that signs rubbish, or another's parameters: the signature holds, the pairing equations do not.
    @Test func keysThatDoNotFitTheParametersAreRefused() throws {
        let issuer = try KeyIssuer()
        let stranger = FABEO.setup()
        let user = UserIdentity()
        let authority = issuer.authority
        func outcome(_ delivery: KeyDelivery) throws -> KeyRingError? {
            var ring = try KeyRing(pinning: authority)
            return refusal { try ring.accept(delivery, by: user) }
        }
        let attributes = try AttributeSet(parsing: ["a", "b"])
        let good = try issuer.hospital.key(["a", "b"], epoch: 4).encoded()
        #expect(try outcome(try issuer.delivery(of: good, to: user, epoch: 4)) == nil)
        // Another master key, another epoch, no epoch, another user's r for one attribute, rubbish.
        let strangers = FABEO.keyGeneration(
            stranger.masterKey, issuer.hospital.parameters, attributes: try attributes.withEpoch(4, device: Hospital.device)
        ).encoded()
        #expect(try outcome(try issuer.delivery(of: strangers, to: user, epoch: 4)) == .faultyKey)
        #expect(try outcome(try issuer.delivery(of: good, to: user, epoch: 5)) == .faultyKey)
        let timeless = FABEO.keyGeneration(
            issuer.hospital.engine.masterKey, issuer.hospital.parameters, attributes: attributes
        ).encoded()
        #expect(try outcome(try issuer.delivery(of: timeless, to: user, epoch: 4)) == .faultyKey)
        let second = try issuer.hospital.key(["a", "b"], epoch: 4).encoded()
        let mixed = SecretBytes.concatenating(good.slice(0..<(good.count - 48)), second.slice((good.count - 48)..<good.count))
        #expect(try outcome(try issuer.delivery(of: mixed, to: user, epoch: 4)) == .faultyKey)
        let rubbish = try outcome(try issuer.delivery(of: SecretBytes(copying: [1, 2, 3]), to: user, epoch: 4))
        if case .malformedKey = rubbish {} else { Issue.record("rubbish was taken for a key") }
        let badParameters = try AuthorityDescription(
            name: "Test", publicParameters: [1, 2], signedBy: issuer.hospital.signingKey)
        #expect(refusal { _ = try KeyRing(pinning: badParameters) } != nil)
    }

    @Test func nothingGoesBack() throws {
        let issuer = try KeyIssuer()
        let user = UserIdentity()
        let oldDelivery = try issuer.delivery(to: user, serial: 1)
        let oldEpoch = try issuer.epochStatement(0, sequence: 1)
        let oldList = try issuer.revocationList(sequence: 1)
        let delivery = try issuer.delivery(to: user, serial: 2)
        let epoch = try issuer.epochStatement(1, sequence: 2)
        var ring = try KeyRing(pinning: issuer.authority)
        try ring.accept(delivery, by: user)
        try ring.accept(delivery, by: user)
        try ring.accept(epoch, at: now)
        try ring.accept(epoch, at: now)
        try ring.accept(try issuer.revocationList(sequence: 2), at: now)
        // Also after the ring was put away and taken out again.
        ring = try KeyRing(encoded: ring.encoded())
        #expect(refusal { try ring.accept(oldDelivery, by: user) } == .statement(.rolledBack))
        #expect(refusal { try ring.accept(oldEpoch, at: now) } == .statement(.rolledBack))
        #expect(refusal { try ring.accept(oldList, at: now) } == .statement(.rolledBack))
        #expect(refusal { try ring.accept(epoch, at: 0) } == .statement(.notYetValid))
        let foreignEpoch = try KeyIssuer().epochStatement(5, sequence: 9)
        #expect(refusal { try ring.accept(foreignEpoch, at: now) } == .statement(.wrongAuthority))
        #expect(ring.epochStatement == epoch)
    }

    @Test func hostileRingsAreRefused() throws {
        let issuer = try KeyIssuer()
        let user = UserIdentity()
        var ring = try KeyRing(pinning: issuer.authority)
        try ring.accept(try issuer.delivery(to: user, serial: 1), by: user)
        try ring.accept(try issuer.epochStatement(0, sequence: 1), at: now)
        let bytes = ring.encoded().revealed()
        func outcome(_ bytes: [UInt8]) -> KeyRingError? {
            refusal { _ = try KeyRing(encoded: SecretBytes(copying: bytes)) }
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
