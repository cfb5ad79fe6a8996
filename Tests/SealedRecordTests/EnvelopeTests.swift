import AccessPolicy
import AttributeEncryption
import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

@Suite struct EnvelopeTests {
    private func plan(_ certificate: Certificate, name: RecordName? = nil) -> SealingPlan {
        SealingPlan(name: name, created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate)
    }

    // MARK: - Salts

    /// An upload that is tried again is sealed again: nothing that wraps or encrypts is the same, though record, version, content and
    /// policy key are.
    @Test func twoSealsOfOneContentShareNoKey() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let name = RecordName.random(owner: certificate.userID)
        let shared = try SharedPolicyKey(try Policy(parsing: "a"), hospital.realm, epoch: 10, revocationSequence: 3)
        let content = [UInt8](repeating: 5, count: 100)
        let records = try (0..<3).map { _ -> RecordBytes in
            let plan = plan(certificate, name: name)
            let recordKey = RecordKey.random()
            let stanza = try Stanza.shared(shared, wrapping: recordKey, for: plan.target, at: 0)
            return RecordBytes(try Hospital.seal(content, recordKey, [stanza], plan: plan, by: author))
        }
        let envelopes = try records.map { try CraftedEnvelope($0.envelope) }
        let sections = try records.map { try CraftedContent($0.content) }
        func distinct(_ values: [[UInt8]]) -> Bool { Set(values).count == values.count }
        #expect(distinct(envelopes.map(\.salt)) && envelopes.allSatisfy { $0.salt.count == 32 })
        // Commitment and ciphertext of the wrap, the author's salt and wrap, the payload's salt, commitment and bytes.
        #expect(distinct(envelopes.map { Array($0.stanzas[0].body.suffix(80).prefix(32)) }))
        #expect(distinct(envelopes.map { Array($0.stanzas[0].body.suffix(48)) }))
        #expect(distinct(sections.map { Array($0.authorWrap[4..<36]) }) && distinct(sections.map { Array($0.authorWrap[36...]) }))
        #expect(distinct(sections.map { Array($0.payloadHeader[..<24]) }) && distinct(sections.map { Array($0.payloadHeader[24...]) }))
        #expect(distinct(records.map { Array($0.rest[56..<200]) }))
        // With one record key the wraps differ too, by the salt alone.
        let recordKey = RecordKey.random()
        let wraps = try (0..<3).map { _ in
            try Stanza.shared(shared, wrapping: recordKey, for: plan(certificate, name: name).target, at: 0)
        }
        #expect(wraps[0] != wraps[1] && wraps[1] != wraps[2] && wraps[0] != wraps[2])
        // The plan of a next version, and every re-wrapping, has a salt of its own.
        let header = try Hospital.header(of: records[0].bytes)
        let next = { SealingPlan(after: header, created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate).target }
        #expect(next() != next())
        let change = { Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 3, signer: certificate).target(header) }
        #expect(change() != change())
    }

    /// Each wrap opens in its own envelope, at its own place, and nowhere else; the same policy key opens them all.
    @Test func aStanzaIsOfOneEnvelopeAndPlace() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let shared = try SharedPolicyKey(try Policy(parsing: "a"), hospital.realm, epoch: 10, revocationSequence: 3)
        let reader = try hospital.key(["a"])
        let recordKey = RecordKey.random()
        let realm = hospital.realm
        let name = RecordName.random(owner: certificate.userID)
        let first = plan(certificate, name: name)
        let second = plan(certificate, name: name)
        let elsewhere = plan(certificate)
        let header = try Hospital.header(
            of: try Hospital.seal(
                [1], recordKey, [try Stanza.shared(shared, wrapping: recordKey, for: first.target, at: 0)], plan: first, by: author))
        let next = SealingPlan(after: header, created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate)
        let change = Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 3, signer: certificate)
        func opens(_ stanzas: [Stanza], _ plan: SealingPlan) throws -> Bool {
            let header = try Hospital.header(of: try Hospital.seal([1], recordKey, stanzas, plan: plan, by: author))
            do {
                _ = try header.recordKey(with: reader, realm)
                return true
            } catch SealedRecordError.damagedStanza {
                return false
            }
        }
        for make in [0, 1] {
            func stanza(_ target: StanzaTarget, at index: Int) throws -> Stanza {
                make == 0
                    ? try .shared(shared, wrapping: recordKey, for: target, at: index)
                    : try .attribute(try Policy(parsing: "a"), realm, wrapping: recordKey, for: target, at: index)
            }
            let ofOther = try Stanza.attribute(try Policy(parsing: "b"), realm, wrapping: recordKey, for: first.target, at: 0)
            #expect(try opens([try stanza(first.target, at: 0)], first))
            #expect(try opens([ofOther, try stanza(first.target, at: 1)], first))
            #expect(try !opens([try stanza(first.target, at: 1)], first), "another place")
            #expect(try !opens([ofOther, try stanza(first.target, at: 0)], first), "another place")
            #expect(try !opens([try stanza(first.target, at: 0)], second), "another envelope of the same record and version")
            #expect(try !opens([try stanza(elsewhere.target, at: 0)], first), "another record")
            #expect(try !opens([try stanza(next.target, at: 0)], first), "another version")
            #expect(try !opens([try stanza(first.target, at: 0)], next), "another version")
            #expect(try !opens([try stanza(change.target(header), at: 0)], first), "a re-wrapping's")
            let rewrapped = try change.apply(to: header, stanzas: [try stanza(change.target(header), at: 0)], signedBy: author)
            _ = try rewrapped.recordKey(with: reader, realm)
            let moved = try change.apply(to: header, stanzas: [try stanza(first.target, at: 0)], signedBy: author)
            #expect(throws: SealedRecordError.damagedStanza) { _ = try moved.recordKey(with: reader, realm) }
        }
    }

    /// The one kind of stanza for the other: both hold the same fields.
    @Test func aStanzaIsOfOneType() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let genuine = RecordBytes(try hospital.seal([1], policy: "a", plan: plan(certificate), by: author))
        let reader = try hospital.key(["a"])
        let asShared = try genuine.crafted(by: author.signingKey, envelope: { $0.stanzas[0].type = 0x8002 })
        #expect(throws: SealedRecordError.damagedStanza) { _ = try hospital.open(asShared, with: reader) }
        // Reserved and unknown types, and a body in another form.
        for type: UInt16 in [0x8004, 0x8005, 0xffff] {
            let crafted = try genuine.crafted(by: author.signingKey, envelope: { $0.stanzas[0].type = type })
            #expect(throws: SealedRecordError.unknownCriticalStanza(type)) { _ = try Hospital.header(of: crafted) }
        }
        for form: UInt8 in [1, 2, 255] {
            let crafted = try genuine.crafted(by: author.signingKey, envelope: { $0.stanzas[0].body[36] = form })
            #expect(verifies(crafted, hospital.description).isMalformed)
        }
        let unknown = try genuine.crafted(by: author.signingKey, envelope: { $0.stanzas.insert((type: 9, body: [1, 2, 3]), at: 1) })
        #expect(verifies(unknown, hospital.description) == nil)
        #expect(try hospital.open(unknown, with: reader) == [1])
        let trailing = try genuine.crafted(by: author.signingKey, envelope: { $0.stanzas[0].body.append(0) })
        #expect(verifies(trailing, hospital.description).isMalformed)
    }

    // MARK: - Damage

    @Test func aDamagedStanzaDoesNotStandInTheWayOfAGoodOne() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let plan = plan(try hospital.certify(author, name: "Dr A"))
        let recordKey = RecordKey.random()
        let stanzas = try (0..<3).map {
            try Stanza.attribute(try Policy(parsing: "a"), hospital.realm, wrapping: recordKey, for: plan.target, at: $0)
        }
        let genuine = RecordBytes(try Hospital.seal([1, 2], recordKey, stanzas, plan: plan, by: author))
        let reader = try hospital.key(["a"])
        // In the wrapped key, in the ciphertext, in a point.
        for place in [1, 60, 90, 200, 500] {
            func damaged(_ indices: [Int]) throws -> [UInt8] {
                try genuine.crafted(
                    by: author.signingKey,
                    envelope: { envelope in
                        for index in indices {
                            let end = envelope.stanzas[index].body.count
                            envelope.stanzas[index].body[end - place] ^= 1
                        }
                    })
            }
            for indices in [[0], [0, 1], [1, 2], [0, 2]] { #expect(try hospital.open(damaged(indices), with: reader) == [1, 2], "\(place)") }
            let all = try damaged([0, 1, 2])
            #expect(throws: SealedRecordError.damagedStanza) { _ = try hospital.open(all, with: reader) }
        }
    }

    // MARK: - Who may re-wrap

    @Test func whoMayRewrap() throws {
        var hospital = try Hospital()
        let owner = UserIdentity()
        let author = UserIdentity()
        let officer = UserIdentity()
        let m = UserIdentity()
        let ownerCertificate = try hospital.certify(owner, name: "Owner")
        let authorCertificate = try hospital.certify(author, name: "Author")
        let officerCertificate = try hospital.certify(officer, name: "Officer", .rewrap)
        let attackerCertificate = try hospital.certify(m, name: "M")
        let first = try Hospital.header(of: try hospital.seal([1], policy: "a", plan: plan(ownerCertificate), by: owner))
        let handing = try SuccessionStatement(
            handing: first.content.recordID, to: authorCertificate.userID, from: ownerCertificate, time: Hospital.now, signedBy: owner)
        let next = SealingPlan(
            after: first, further: [handing], created: Hospital.now, epoch: 10, revocationSequence: 3, author: authorCertificate)
        let record = RecordBytes(try hospital.seal([2], policy: "a", plan: next, by: author))
        let header = try Hospital.header(of: record.bytes)
        #expect(verifies(record.bytes, hospital.description) == nil)
        #expect(header.mayRewrap(authorCertificate) && header.mayRewrap(ownerCertificate) && header.mayRewrap(officerCertificate))
        #expect(!header.mayRewrap(attackerCertificate) && !first.mayRewrap(authorCertificate))
        let renewed = try hospital.certify(author, name: "Author", from: Hospital.now - 1, to: Hospital.now + 9)
        #expect(header.mayRewrap(renewed), "the same user under a later certificate")
        func outcome(_ certificate: Certificate, by identity: borrowing UserIdentity) throws -> SealedRecordError? {
            verifies(
                try record.crafted(
                    by: author.signingKey, envelopeBy: identity.signingKey,
                    envelope: {
                        $0.certificate = certificate.bytes
                        $0.number = 2
                    }), hospital.description)
        }
        #expect(try outcome(ownerCertificate, by: owner) == nil)
        #expect(try outcome(officerCertificate, by: officer) == nil)
        #expect(try outcome(renewed, by: author) == nil)
        #expect(try outcome(attackerCertificate, by: m).isUntrustedRewrapper)
        // M under somebody's certificate who may, and under one that says they may, by nobody or by another authority.
        for certificate in [officerCertificate, ownerCertificate, renewed] {
            #expect(try outcome(certificate, by: m) == .envelopeSignature)
        }
        var elsewhere = try Hospital(name: "Elsewhere")
        #expect(try outcome(try elsewhere.certify(m, name: "M", .rewrap), by: m).isUntrustedRewrapper)
        let expired = try hospital.certify(officer, name: "Officer", .rewrap, from: 1, to: Hospital.now)
        #expect(try outcome(expired, by: officer).isUntrustedRewrapper)
        // With the package's own types.
        let change = Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 3, signer: attackerCertificate)
        #expect(throws: SealedRecordError.untrustedRewrapper("it is neither the author nor a certified re-wrapper")) {
            _ = try change.apply(to: header, stanzas: header.envelope.stanzas, signedBy: m)
        }
        // An author without the capability to re-wrap is one without the capability to write.
        let reader = try hospital.certify(officer, name: "Reader", [])
        #expect(!header.mayRewrap(reader))
    }

    // MARK: - Extensions

    /// Critical ones are refused in either section; of the others the next writer takes over what says so.
    @Test func extensionsOfBothSections() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let genuine = RecordBytes(try hospital.seal([1], policy: "a", plan: plan(certificate), by: author))
        let critical: [UInt8] = [0, 1, 0x80, 7, 0, 0, 0, 0]
        let two: [UInt8] = [0, 2, 0, 7, 0, 0, 0, 1, 1, 0x40, 7, 0, 0, 0, 2, 2, 2]
        #expect(verifies(try genuine.crafted(by: author.signingKey, content: { $0.extensions = critical }), hospital.description).isMalformed)
        #expect(verifies(try genuine.crafted(by: author.signingKey, envelope: { $0.extensions = critical }), hospital.description).isMalformed)
        let crafted = try genuine.crafted(
            by: author.signingKey, content: { $0.extensions = two }, envelope: { $0.extensions = [0, 1, 0x40, 9, 0, 0, 0, 0] })
        #expect(verifies(crafted, hospital.description) == nil)
        let header = try Hospital.header(of: crafted)
        #expect(header.bytes == Array(crafted[..<header.bytes.count]))
        #expect(header.content.extensions.elements.map(\.type) == [7, 0x4007] && header.envelope.extensions.elements.map(\.type) == [0x4009])
        let next = SealingPlan(after: header, created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate)
        let updated = try Hospital.header(of: try hospital.seal([2], policy: "a", plan: next, by: author))
        #expect(updated.content.extensions.elements.map(\.type) == [0x4007] && updated.content.extensions.elements[0].body == [2, 2])
        try updated.verify(hospital.description)
        let both = try genuine.crafted(by: author.signingKey, envelope: { $0.extensions = two })
        let change = Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 3, signer: certificate)
        let before = try Hospital.header(of: both)
        let rewrapped = try change.apply(to: before, stanzas: before.envelope.stanzas, signedBy: author)
        #expect(rewrapped.envelope.extensions.elements.map(\.type) == [0x4007] && rewrapped.content.extensions == .none)
        try rewrapped.verify(hospital.description)
    }

    // MARK: - Deletion secrets

    @Test func aRecordThatNeedsSecretsIsReadAndRefusedOnOpening() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let genuine = RecordBytes(try hospital.seal([1], policy: "a", plan: plan(certificate), by: author))
        let reader = try hospital.key(["a"])
        func list(_ entries: [[UInt8]]) -> [UInt8] { UInt16(entries.count).bigEndianBytes + frame(entries) }
        let long = [UInt8](repeating: 1, count: 128)
        let lists: [[[UInt8]]] = [[[1]], [[1, 2], [3]], [[UInt8]](repeating: long, count: 8)]
        for entries in lists {
            let crafted = try genuine.crafted(by: author.signingKey, content: { $0.secrets = list(entries) })
            let header = try Hospital.header(of: crafted)
            try header.verify(hospital.description)
            #expect(!header.content.secrets.isEmpty && header.bytes == Array(crafted[..<header.bytes.count]))
            let key = try header.recordKey(with: reader, hospital.realm)
            #expect(throws: SealedRecordError.needsDeletionSecrets) { _ = try Hospital.open(crafted, key) }
            guard let own = header.recordKey(ofAuthor: author) else {
                Issue.record("the author is locked out")
                return
            }
            #expect(throws: SealedRecordError.needsDeletionSecrets) { _ = try PayloadOpener(header.content, own) }
        }
        let faulty: [[[UInt8]]] = [[[]], [[1], []], [long + [1]], [[UInt8]](repeating: [1], count: 9)]
        for entries in faulty {
            let crafted = try genuine.crafted(by: author.signingKey, content: { $0.secrets = list(entries) })
            #expect(verifies(crafted, hospital.description).isMalformed)
        }
        #expect(try Hospital.header(of: genuine.bytes).content.secrets.isEmpty)
    }

    // MARK: - Lengths

    /// What a record costs beside its content, whole: the smallest there is.
    @Test func aRecordOfOneByteIsSmall() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr Farida Rahman")
        #expect(certificate.displayName.utf8.count == 16)
        // In epoch 1 the condition on the epoch has ten rows of 48 bytes, so many as in no other.
        for (epoch, limit) in [(1, 1850), (2, 1800), (10, 1750), (512, 1450), (1023, 1450)] as [(UInt32, Int)] {
            let plan = SealingPlan(created: Hospital.now, epoch: epoch, revocationSequence: 3, author: certificate)
            let record = try hospital.seal([1], policy: "role:doctor", plan: plan, by: author)
            #expect(record.count <= limit, "epoch \(epoch)")
            #expect(UInt64(record.count) == (try Hospital.header(of: record).recordLength))
        }
    }
}
