import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

@Suite struct SuccessionTests {
    private static let now = Hospital.now

    private func refusal(_ body: () throws -> Void) -> SealedRecordError? {
        do {
            try body()
            return nil
        } catch {
            return error as? SealedRecordError
        }
    }

    private func plan(_ certificate: Certificate) -> SealingPlan {
        SealingPlan(created: Self.now, epoch: 10, revocationSequence: 3, author: certificate)
    }

    /// A user's word on their own new key, which only bytes make.
    private func replacement(
        _ authority: AuthorityDescription, by identity: borrowing UserIdentity, _ certificate: Certificate, with key: Ed25519.PublicKey
    ) throws -> SuccessionStatement {
        var statement = CraftedSuccession(authority.fingerprint, from: certificate.userID, to: certificate.userID)
        (statement.key, statement.reason) = (key.bytes, 2)
        return try SuccessionStatement(bytes: statement.signed(by: identity.signingKey, certificate))
    }

    @Test func aStatementIsWrittenAndReadBack() throws {
        var hospital = try Hospital()
        let (from, to) = (try hospital.certify(UserIdentity(), name: "A").userID, try hospital.certify(UserIdentity(), name: "B").userID)
        let record = RecordName.random(owner: from).id
        let statement = try SuccessionStatement(
            from: from, to: to, signingKey: nil, record: record, reason: .left, time: 7, by: hospital.description, signedBy: hospital.signingKey)
        let again = try SuccessionStatement(bytes: statement.bytes)
        #expect(again == statement && again.hash == statement.hash && again.isByAuthority && again.oldCertificate == nil)
        #expect(again.from == from && again.to == to && again.record == record && again.reason == .left && again.time == 7)
        #expect(again.covers(record) && !again.covers(RecordName.random(owner: from).id))
        #expect(try again.verify(hospital.description) == nil)
        let key = Ed25519.PrivateKey().publicKey
        let replaced = try SuccessionStatement(
            from: from, to: from, signingKey: key, record: nil, reason: .keyReplaced, time: 7, by: hospital.description, signedBy: hospital.signingKey
        )
        #expect(replaced.signingKey == key && replaced.covers(record))
        for (signingKey, recipient, reason) in [
            (key, to, .handedOver), (nil, from, .keyReplaced), (nil, to, .keyReplaced), (key, from, .left),
        ] as [(Ed25519.PublicKey?, UserID, SuccessionStatement.Reason)] {
            #expect(throws: SealedRecordError.self) {
                _ = try SuccessionStatement(
                    from: from, to: recipient, signingKey: signingKey, record: nil, reason: reason, time: 7, by: hospital.description,
                    signedBy: hospital.signingKey)
            }
        }
    }

    @Test func everyChangedOrMissingByteIsRefused() throws {
        var hospital = try Hospital()
        let owner = UserIdentity()
        let certificate = try hospital.certify(owner, name: "A")
        let to = try hospital.certify(UserIdentity(), name: "B").userID
        let record = RecordName.random(owner: certificate.userID).id
        let authority = hospital.description
        let statements = [
            try SuccessionStatement(handing: record, to: to, from: certificate, time: Self.now, signedBy: owner),
            try SuccessionStatement(
                from: certificate.userID, to: to, signingKey: nil, record: nil, reason: .left, time: 1, by: authority, signedBy: hospital.signingKey),
            try replacement(authority, by: owner, certificate, with: Ed25519.PrivateKey().publicKey),
        ]
        for statement in statements {
            try statement.verify(authority)
            let bytes = statement.bytes
            for position in bytes.indices {
                var changed = bytes
                for change: UInt8 in [1, 2, 0x80] {
                    changed[position] = bytes[position] ^ change
                    #expect(
                        refusal { try SuccessionStatement(bytes: changed).verify(authority) } != nil
                            || (try? SuccessionStatement(bytes: changed)) == nil)
                }
                #expect(throws: MalformedInput.self) { _ = try SuccessionStatement(bytes: Array(bytes[..<position])) }
            }
            #expect(throws: MalformedInput.self) { _ = try SuccessionStatement(bytes: bytes + [0]) }
            #expect(throws: MalformedInput.self) { _ = try SuccessionStatement(bytes: [UInt8](repeating: 0, count: 20_000)) }
        }
    }

    /// Owner, then one after the other, each with the key of their own certificate; the record's last version is by the last.
    @Test(arguments: 1...8) func aChainLeadsFromOwnerToAuthor(length: Int) throws {
        var hospital = try Hospital()
        var holder = UserIdentity()
        var certificate = try hospital.certify(holder, name: "0")
        let owner = certificate.userID
        let first = try hospital.seal([1], policy: "a", plan: plan(certificate), by: holder)
        let header = try Hospital.header(of: first)
        var statements: [SuccessionStatement] = []
        for number in 1...length {
            let next = UserIdentity()
            let nextCertificate = try hospital.certify(next, name: "\(number)")
            statements.append(
                number % 3 == 0
                    ? try SuccessionStatement(
                        from: certificate.userID, to: nextCertificate.userID, signingKey: nil, record: nil, reason: .left, time: Self.now,
                        by: hospital.description, signedBy: hospital.signingKey)
                    : try SuccessionStatement(
                        handing: number % 2 == 0 ? nil : header.content.recordID, to: nextCertificate.userID, from: certificate, time: Self.now,
                        signedBy: holder))
            holder = next
            certificate = nextCertificate
        }
        let further = SealingPlan(
            after: header, further: statements, created: Self.now, epoch: 10, revocationSequence: 3, author: certificate)
        let second = try hospital.seal([2], policy: "a", plan: further, by: holder)
        #expect(verifies(second, hospital.description) == nil)
        let read = try Hospital.header(of: second).content
        #expect(read.owner == owner && read.recordID == header.content.recordID && read.author.userID == certificate.userID)
        #expect(read.successions.statements == statements)
        // The next version carries them on.
        let next = SealingPlan(
            after: try Hospital.header(of: second), created: Self.now, epoch: 10, revocationSequence: 3, author: certificate)
        #expect(verifies(try hospital.seal([3], policy: "a", plan: next, by: holder), hospital.description) == nil)
        // Any missing, doubled, exchanged or turned round leads nowhere.
        func leads(_ statements: [SuccessionStatement]) -> Bool {
            refusal {
                try Successions(statements: statements).verify(of: header.content.recordID, from: owner, to: certificate, hospital.description)
            } == nil
        }
        #expect(leads(statements))
        for index in statements.indices {
            var changed = statements
            changed.remove(at: index)
            #expect(!leads(changed))
            changed = statements
            changed.insert(statements[index], at: index)
            #expect(!leads(changed))
            for other in statements.indices where other != index {
                changed = statements
                changed.swapAt(index, other)
                #expect(!leads(changed))
            }
        }
        #expect(length == 1 || !leads(statements.reversed()))
    }

    @Test func aNinthStatementIsRefused() throws {
        var hospital = try Hospital()
        let owner = UserIdentity()
        let certificate = try hospital.certify(owner, name: "A")
        let statement = try SuccessionStatement(
            from: certificate.userID, to: certificate.userID, signingKey: certificate.signingKey, record: nil, reason: .keyReplaced, time: 1,
            by: hospital.description, signedBy: hospital.signingKey)
        let header = try Hospital.header(of: try hospital.seal([1], policy: "a", plan: plan(certificate), by: owner))
        let many = [SuccessionStatement](repeating: statement, count: 9)
        let plan = SealingPlan(after: header, further: many, created: Self.now, epoch: 10, revocationSequence: 3, author: certificate)
        #expect(throws: SealedRecordError.self) { _ = try hospital.seal([1], policy: "a", plan: plan, by: owner) }
        let genuine = RecordBytes(try hospital.seal([1], policy: "a", plan: self.plan(certificate), by: owner))
        let crafted = try genuine.crafted(by: owner.signingKey, content: { $0.successions = many.map(\.bytes) })
        #expect(verifies(crafted, hospital.description).isMalformed)
        for count in [9, 255, 256, 300] {
            #expect(throws: SealedRecordError.self) {
                _ = try DeletionStatement(
                    of: header.content.name, lastContentHash: header.content.hash, .requested,
                    successions: Successions(statements: [SuccessionStatement](repeating: statement, count: count)), by: certificate, time: Self.now,
                    hospital.description, signedBy: owner)
            }
        }
    }

    @Test func aStatementOfAnothersLeadsNowhere() throws {
        var hospital = try Hospital()
        var elsewhere = try Hospital(name: "Elsewhere")
        let owner = UserIdentity()
        let successor = UserIdentity()
        let other = UserIdentity()
        let ownerCertificate = try hospital.certify(owner, name: "Owner")
        let successorCertificate = try hospital.certify(successor, name: "Successor")
        let otherCertificate = try hospital.certify(other, name: "Other")
        let record = RecordName.random(owner: ownerCertificate.userID).id
        let authority = hospital.description
        func leads(_ statements: [SuccessionStatement], to certificate: Certificate) -> SealedRecordError? {
            refusal {
                try Successions(statements: statements).verify(of: record, from: ownerCertificate.userID, to: certificate, authority)
            }
        }
        let good = try SuccessionStatement(handing: record, to: successorCertificate.userID, from: ownerCertificate, time: Self.now, signedBy: owner)
        #expect(leads([good], to: successorCertificate) == nil)
        #expect(leads([good], to: ownerCertificate).isInvalidSuccession, "who handed over writes no more")
        #expect(leads([good], to: otherCertificate).isInvalidSuccession)
        #expect(leads([], to: successorCertificate).isInvalidSuccession)
        // Another record.
        let another = RecordName.random(owner: ownerCertificate.userID).id
        let wrongRecord = try SuccessionStatement(
            handing: another, to: successorCertificate.userID, from: ownerCertificate, time: Self.now, signedBy: owner)
        #expect(leads([wrongRecord], to: successorCertificate).isInvalidSuccession)
        // Somebody else's key under the owner's certificate, or the owner's place under somebody else's certificate.
        let handing = CraftedSuccession(authority.fingerprint, from: ownerCertificate.userID, to: successorCertificate.userID)
        let wrongKey = try SuccessionStatement(bytes: handing.signed(by: other.signingKey, ownerCertificate))
        #expect(leads([wrongKey], to: successorCertificate).isInvalidSuccession)
        let wrongCertificate = try SuccessionStatement(bytes: handing.signed(by: other.signingKey, otherCertificate))
        #expect(leads([wrongCertificate], to: successorCertificate).isInvalidSuccession)
        let wrongSigner = try SuccessionStatement(bytes: handing.signed(by: owner.signingKey, otherCertificate))
        #expect(leads([wrongSigner], to: successorCertificate).isInvalidSuccession)
        // Another authority's word, or certificate.
        let foreign = try SuccessionStatement(
            from: ownerCertificate.userID, to: successorCertificate.userID, signingKey: nil, record: nil, reason: .left, time: Self.now,
            by: elsewhere.description, signedBy: elsewhere.signingKey)
        #expect(leads([foreign], to: successorCertificate).isInvalidSuccession)
        let forged = try SuccessionStatement(bytes: handing.signedByAuthority(elsewhere.signingKey))
        #expect(leads([forged], to: successorCertificate).isInvalidSuccession)
        let foreignCertificate = try elsewhere.certify(owner, name: "Owner")
        let byForeign = try SuccessionStatement(
            handing: record, to: successorCertificate.userID, from: foreignCertificate, time: Self.now, signedBy: owner)
        #expect(leads([byForeign], to: successorCertificate).isInvalidSuccession)
        let mixed = try SuccessionStatement(bytes: handing.signed(by: owner.signingKey, foreignCertificate))
        #expect(leads([mixed], to: successorCertificate).isInvalidSuccession)
        // A certificate that was not valid when the statement was made.
        for (from, to) in [(Self.now - 1000, Self.now), (Self.now + 1, Self.now + 2)] {
            let expired = try hospital.certify(owner, name: "Owner", from: from, to: to)
            let statement = try SuccessionStatement(
                handing: record, to: successorCertificate.userID, from: expired, time: Self.now, signedBy: owner)
            #expect(leads([statement], to: successorCertificate).isInvalidSuccession)
        }
        // Signed as something else, and as one of a batch.
        let signed = Array(good.bytes.dropLast(65))
        for domain in ["MEDSEAL-V1-CONTENT", "MEDSEAL-V1-ENVELOPE", "MEDSEAL-V1-DELETION"] {
            let statement = try SuccessionStatement(bytes: signed + UserSignature(of: signed, domain: domain, by: owner.signingKey).bytes)
            #expect(leads([statement], to: successorCertificate).isInvalidSuccession)
        }
        let batch = UserSignature.batch([(signed, "MEDSEAL-V1-SUCCESSION"), ([1], "MEDSEAL-V1-SUCCESSION")], by: owner.signingKey)
        let inBatch = try SuccessionStatement(bytes: signed + batch[0].bytes)
        #expect(leads([inBatch], to: successorCertificate).isInvalidSuccession)
    }

    @Test func theAuthoritysWordNeedsNoKeyOfTheUsers() throws {
        var hospital = try Hospital()
        let successor = UserIdentity()
        let owner = try hospital.certify(UserIdentity(), name: "Lost").userID
        let certificate = try hospital.certify(successor, name: "Successor")
        let record = RecordName.random(owner: owner).id
        for (statementRecord, isGood) in [(nil, true), (record, true), (RecordName.random(owner: owner).id, false)] as [(RecordID?, Bool)] {
            let statement = try SuccessionStatement(
                from: owner, to: certificate.userID, signingKey: nil, record: statementRecord, reason: .left, time: 0, by: hospital.description,
                signedBy: hospital.signingKey)
            let outcome = refusal {
                try Successions(statements: [statement]).verify(of: record, from: owner, to: certificate, hospital.description)
            }
            #expect(isGood ? outcome == nil : outcome.isInvalidSuccession)
        }
    }

    @Test func unknownFieldsOfAStatementAreRefused() throws {
        var hospital = try Hospital()
        let owner = UserIdentity()
        let certificate = try hospital.certify(owner, name: "A")
        let to = try hospital.certify(UserIdentity(), name: "B").userID
        func outcome(_ change: (inout CraftedSuccession) -> Void) -> SealedRecordError? {
            var statement = CraftedSuccession(hospital.description.fingerprint, from: certificate.userID, to: to)
            change(&statement)
            let bytes = statement.signed(by: owner.signingKey, certificate)
            do { try SuccessionStatement(bytes: bytes).verify(hospital.description) } catch {
                return error as? SealedRecordError ?? .malformed(error as? MalformedInput ?? MalformedInput(reason: ""))
            }
            return nil
        }
        #expect(outcome { _ in } == nil)
        for reason: UInt8 in [0, 2, 4, 255] { #expect(outcome { $0.reason = reason }.isMalformed) }
        #expect(outcome { $0.key = certificate.signingKey.bytes }.isMalformed)
        #expect(outcome { $0.to = certificate.userID }.isMalformed)
        #expect(
            outcome {
                $0.to = certificate.userID; $0.key = [UInt8](repeating: 0, count: 32); $0.reason = 2
            }.isMalformed)
        #expect(outcome { $0.record = [1] }.isMalformed)
        #expect(outcome { $0.extensions = [0, 1, 0x80, 1, 0, 0, 0, 0] }.isMalformed)
        #expect(outcome { $0.extensions = [0, 1, 0, 1, 0, 0, 0, 0] } == nil)
    }
}
