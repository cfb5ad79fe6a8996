import AccessPolicy
import AttributeEncryption
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import Testing

/// Who may write into a chart, and what counts of what was written: against writers who lost the right, and a store that works with them.
@Suite struct ChartTests {
    /// A ward: an owner with a chart, two writers whose keys satisfy different write policies, and a user who may nothing.
    private final class Ward {
        var hospital: Hospital
        let owner = UserIdentity()
        let nurse = UserIdentity()
        let device = UserIdentity()
        let mallory = UserIdentity()
        let ownerCertificate, nurseCertificate, deviceCertificate, malloryCertificate: Certificate
        let chart: RecordName

        init() throws {
            var hospital = try Hospital()
            ownerCertificate = try hospital.certify(owner, name: "Owner")
            nurseCertificate = try hospital.certify(nurse, name: "Nurse")
            deviceCertificate = try hospital.certify(device, name: "Device")
            malloryCertificate = try hospital.certify(mallory, name: "Mallory")
            chart = .random(owner: ownerCertificate.userID)
            self.hospital = hospital
        }

        func place(_ number: UInt64) -> WriteStatement.Place {
            .init(chart: chart, number: number, epoch: 10, revocationSequence: 1, time: Hospital.now)
        }

        /// - Parameter writers: roles that get a write key each.
        func statement(_ number: UInt64, _ writers: [String] = ["role:nurse", "role:device"], heads: Set<[UInt8]> = []) throws -> WriteStatement {
            let rules = try writers.map { role in
                (
                    policy: try Policy(parsing: role),
                    rule: WriteStatement.Rule(
                        kinds: role == "role:device" ? EntryKinds([.readings]) : .all, sealing: [try Policy(parsing: "role:doctor")])
                )
            }
            return try WriteStatement(
                place(number), writers: rules, heads: heads, hospital.realm, by: ownerCertificate, hospital.description, signedBy: owner)
        }

        /// An entry of the nurse's, or of whoever has a key for this role.
        func entry(
            _ statement: WriteStatement, as role: String = "role:nurse", heads: Set<[UInt8]> = [], by identity: borrowing UserIdentity,
            _ certificate: Certificate
        ) throws -> SealedRecordHeader {
            let key = try statement.writeKey(with: try hospital.key([role]), hospital.realm)
            return try seal(EntryPlace(chart: chart.id, number: statement.number, heads: heads, isOwners: false), by: identity, certificate, key)
        }

        func nurses(_ statement: WriteStatement, heads: Set<[UInt8]> = []) throws -> SealedRecordHeader {
            try entry(statement, heads: heads, by: nurse, nurseCertificate)
        }

        func seal(
            _ place: EntryPlace, by identity: borrowing UserIdentity, _ certificate: Certificate, _ writeKey: WriteKey?
        ) throws -> SealedRecordHeader {
            var plan = SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 1, author: certificate)
            plan.entry = place
            let key = RecordKey.random()
            let stanza = try Stanza.attribute(try Policy(parsing: "role:doctor"), hospital.realm, wrapping: key, for: plan.target, at: 0)
            var sealer = try RecordSealer(plan, recordKey: key, stanzas: [stanza], by: identity)
            let length = sealer.headerLength
            _ = try sealer.update([1, 2, 3])
            try sealer.pad { _ in }
            let header = try sealer.finish(signedBy: identity, writeKey: writeKey).header
            #expect(header.bytes.count == length)
            let read = try SealedRecordHeader(bytes: header.bytes)
            #expect(read == header)
            try read.verify(hospital.description)
            return read
        }

        func judge(_ statements: [WriteStatement], _ entries: [SealedRecordHeader], holder: UserID? = nil) -> ChartEntries {
            ChartEntries(of: chart.id, heldBy: holder ?? ownerCertificate.userID, statements: statements, entries: entries)
        }
    }

    private let ward: Ward

    init() throws { ward = try Ward() }

    private func hash(_ header: SealedRecordHeader) -> [UInt8] { header.content.hash }

    // MARK: - Statements

    @Test func aStatementIsReadAsItWasWritten() throws {
        let statement = try ward.statement(7, heads: [[UInt8](repeating: 2, count: 32), [UInt8](repeating: 1, count: 32)])
        let read = try WriteStatement(bytes: statement.bytes)
        #expect(read == statement && read.bytes == statement.bytes && read.hash == statement.hash)
        try read.verify(ward.hospital.description)
        #expect(read.heads == [[UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)])
        #expect(read.rules[1].kinds == EntryKinds([.readings]) && read.chart == ward.chart.id)
        for count in 0..<statement.bytes.count { #expect(throws: (any Error).self) { try WriteStatement(bytes: Array(statement.bytes[..<count])) } }
        #expect(throws: (any Error).self) { try WriteStatement(bytes: statement.bytes + [0]) }
    }

    @Test func noByteOfAStatementCanBeChanged() throws {
        let bytes = try ward.statement(1).bytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let isAccepted = (try? WriteStatement(bytes: changed)).map { (try? $0.verify(ward.hospital.description)) != nil } ?? false
            #expect(!isAccepted, "byte \(index)")
        }
    }

    @Test func nobodyElseMakesAStatement() throws {
        let rule = WriteStatement.Rule(kinds: .all, sealing: [try Policy(parsing: "role:intruder")])
        #expect(throws: SealedRecordError.invalidSuccession("it leads to somebody else")) {
            try WriteStatement(
                ward.place(2), writers: [(policy: try Policy(parsing: "role:intruder"), rule: rule)], heads: [], ward.hospital.realm,
                by: ward.malloryCertificate, ward.hospital.description, signedBy: ward.mallory)
        }
        // Somebody else's signature under the owner's certificate.
        let genuine = try ward.statement(1).bytes
        let forged =
            genuine.dropLast(64)
            + UserSignature(of: Array(genuine.dropLast(65)), domain: "MEDSEAL-V1-WRITE-STATEMENT", by: ward.mallory.signingKey).bytes.dropFirst()
        #expect(throws: SealedRecordError.contentSignature) { try WriteStatement(bytes: Array(forged)).verify(ward.hospital.description) }
    }

    @Test func aWriteKeyOpensForItsPolicyAlone() throws {
        let statement = try ward.statement(1)
        #expect(try statement.writeKey(with: ward.hospital.key(["role:nurse"]), ward.hospital.realm).index == 0)
        #expect(try statement.writeKey(with: ward.hospital.key(["role:device"]), ward.hospital.realm).index == 1)
        for attributes in [["role:doctor"], ["role:intruder"]] {
            #expect(throws: SealedRecordError.policyNotSatisfied(statement.writePolicies.map(\.text))) {
                _ = try statement.writeKey(with: ward.hospital.key(attributes), ward.hospital.realm)
            }
        }
        #expect(throws: SealedRecordError.self) { _ = try statement.writeKey(with: ward.hospital.key(["role:nurse"], epoch: 9), ward.hospital.realm) }
    }

    // MARK: - Entries

    @Test func whoHasAWriteKeyContributes() throws {
        let statement = try ward.statement(1)
        let first = try ward.nurses(statement)
        let second = try ward.entry(statement, as: "role:device", heads: [hash(first)], by: ward.device, ward.deviceCertificate)
        let judged = ward.judge([statement], [second, first])
        #expect(judged.confirmed == [hash(first), hash(second)] && judged.doubtful.isEmpty && judged.withheld.isEmpty)
        #expect(judged.heads == [hash(second)])
        let contribution = try #require(second.contribution)
        #expect(ChartEntries.permits(.readings, contribution, under: statement))
        // A device's key writes readings and nothing else.
        #expect(!ChartEntries.permits(.prescription, contribution, under: statement))
        #expect(!ChartEntries.permits(.readings, contribution, under: try ward.statement(2)))
    }

    @Test func theOwnerNeedsNoWriteKeyAndNobodyElseDoesWithout() throws {
        let statement = try ward.statement(1)
        let place = EntryPlace(chart: ward.chart.id, number: 1, heads: [], isOwners: true)
        let mine = try ward.seal(place, by: ward.owner, ward.ownerCertificate, nil)
        let hers = try ward.seal(place, by: ward.mallory, ward.malloryCertificate, nil)
        let judged = ward.judge([statement], [mine, hers])
        #expect(judged.confirmed == [hash(mine)] && judged.doubtful == [hash(hers): .writeKey])
        #expect(throws: SealedRecordError.self) {
            _ = try ward.seal(
                EntryPlace(chart: ward.chart.id, number: 1, heads: [], isOwners: false), by: ward.mallory, ward.malloryCertificate, nil)
        }
    }

    /// Moved to another chart, under another number, beside another content, or by another author.
    @Test func anEntryStandsWhereItsAuthorPutIt() throws {
        let statement = try ward.statement(1)
        let (first, second) = (try ward.nurses(statement), try ward.nurses(statement))
        let theirs = try #require(second.contribution)
        #expect(throws: SealedRecordError.contributionSignature) { _ = try SealedRecordHeader(first, theirs) }
        let key = try statement.writeKey(with: ward.hospital.key(["role:nurse"]), ward.hospital.realm)
        // Mallory signs the nurse's entry again, with the nurse's key.
        let stolen = try ContributionStatement(
            to: ward.chart.id, contentHash: hash(first), number: 1, key: key, heads: [], signedBy: ward.mallory)
        #expect(throws: SealedRecordError.contributionSignature) { try SealedRecordHeader(first, stolen).verify(ward.hospital.description) }
        let elsewhere = try ContributionStatement(
            to: RecordName.random(owner: ward.ownerCertificate.userID).id, contentHash: hash(first), number: 1, key: key, heads: [],
            signedBy: ward.nurse)
        #expect(throws: SealedRecordError.contributionSignature) { _ = try SealedRecordHeader(first, elsewhere) }
        // Under a statement whose key did not sign it.
        let other = try ward.statement(2)
        let moved = try SealedRecordHeader(
            first, try ContributionStatement(to: ward.chart.id, contentHash: hash(first), number: 2, key: key, heads: [], signedBy: ward.nurse))
        #expect(ward.judge([statement, other], [moved]).doubtful == [hash(first): .writeKey])
        // After a new write statement the author signs this section again, and nothing else.
        let fresh = try other.writeKey(with: ward.hospital.key(["role:nurse"]), ward.hospital.realm)
        let again = try SealedRecordHeader(
            first, try ContributionStatement(to: ward.chart.id, contentHash: hash(first), number: 2, key: fresh, heads: [], signedBy: ward.nurse))
        try again.verify(ward.hospital.description)
        #expect(ward.judge([statement, other], [again]).confirmed == [hash(first)])
        #expect(again.stateHash != first.stateHash && again.content == first.content && again.envelope == first.envelope)
    }

    // MARK: - Who lost the right

    @Test func whoLostTheRightCanNotDateBack() throws {
        let first = try ward.statement(1)
        let seen = try ward.nurses(first)
        // The owner takes in what is there, and the nurse gets no key any more.
        let second = try ward.statement(2, ["role:device"], heads: [hash(seen)])
        let late = try ward.nurses(first, heads: [hash(seen)])
        let judged = ward.judge([first, second], [seen, late])
        #expect(judged.confirmed == [hash(seen)] && judged.doubtful == [hash(late): .notTakenIn])
        // A present writer who names it does not make it count: only the owner does.
        let vouching = try ward.entry(second, as: "role:device", heads: [hash(late)], by: ward.device, ward.deviceCertificate)
        let vouched = ward.judge([first, second], [seen, late, vouching])
        #expect(vouched.confirmed == [hash(seen), hash(vouching)] && vouched.doubtful == [hash(late): .notTakenIn])
        // From whom the newest statement is withheld accepts the former writer: what remains until there is a log.
        #expect(ward.judge([first], [seen, late]).confirmed == [hash(seen), hash(late)])
    }

    @Test func whatIsNamedAndNotThereIsWithheld() throws {
        let first = try ward.statement(1)
        let one = try ward.nurses(first)
        let two = try ward.nurses(first, heads: [hash(one)])
        let three = try ward.nurses(first, heads: [hash(two)])
        let second = try ward.statement(2, heads: [hash(three)])
        #expect(ward.judge([first, second], [one, two, three]).confirmed.count == 3)
        // What only the missing one leads to waits for it.
        let judged = ward.judge([first, second], [one, three])
        #expect(judged.confirmed == [hash(three)] && judged.withheld == [hash(two)] && judged.doubtful == [hash(one): .notTakenIn])
        let none = ward.judge([first, second], [one, two])
        #expect(none.confirmed.isEmpty && none.withheld == [hash(three)])
        #expect(ward.judge([second], [one, two, three]).doubtful[hash(one)] == .unknownStatement)
    }

    @Test func twoStatementsOfOneNumberConfirmNothing() throws {
        let first = try ward.statement(1)
        let one = try ward.nurses(first)
        let (second, other) = (try ward.statement(2, heads: [hash(one)]), try ward.statement(2, ["role:nurse"]))
        let two = try ward.nurses(second)
        let judged = ward.judge([first, second, other], [one, two])
        #expect(judged.confirmed.isEmpty && judged.ambiguousNumbers == [2])
        #expect(judged.doubtful == [hash(one): .notTakenIn, hash(two): .ambiguousStatement])
        // The same one twice is one.
        #expect(ward.judge([first, second, second], [one, two]).confirmed == [hash(one), hash(two)])
    }

    @Test func aFormerOwnersStatementsDoNotCount() throws {
        let handing = try SuccessionStatement(
            handing: ward.chart.id, to: ward.nurseCertificate.userID, from: ward.ownerCertificate, time: Hospital.now, signedBy: ward.owner)
        let first = try ward.statement(1)
        let successions = Successions(statements: [handing])
        let rule = WriteStatement.Rule(kinds: .all, sealing: [try Policy(parsing: "role:doctor")])
        let successors = try WriteStatement(
            ward.place(2), successions: successions, writers: [(policy: try Policy(parsing: "role:device"), rule: rule)], heads: [],
            ward.hospital.realm, by: ward.nurseCertificate, ward.hospital.description, signedBy: ward.nurse)
        let holder = ward.nurseCertificate.userID
        for number in [2, 3] as [UInt64] {
            let formers = try ward.statement(number)
            let entry = try ward.entry(formers, as: "role:device", by: ward.device, ward.deviceCertificate)
            let judged = ward.judge([formers, first, successors], [entry], holder: holder)
            #expect(judged.confirmed.isEmpty && judged.ambiguousNumbers.isEmpty, "\(number)")
            #expect(judged.doubtful == [hash(entry): number == 2 ? .writeKey : .unknownStatement])
        }
        let genuine = try ward.entry(successors, as: "role:device", by: ward.device, ward.deviceCertificate)
        #expect(ward.judge([first, successors], [genuine], holder: holder).confirmed == [hash(genuine)])
    }

    @Test func anEntryHasOneVersionAndFewHeads() throws {
        let statement = try ward.statement(1)
        let many = Set((0..<17).map { [UInt8](repeating: UInt8($0), count: 32) })
        #expect(throws: SealedRecordError.self) { _ = try ward.nurses(statement, heads: many) }
        let entry = try ward.nurses(statement)
        var plan = SealingPlan(after: entry, created: Hospital.now, epoch: 10, revocationSequence: 1, author: ward.nurseCertificate)
        plan.entry = EntryPlace(chart: ward.chart.id, number: 1, heads: [], isOwners: false)
        let key = RecordKey.random()
        let stanza = try Stanza.attribute(try Policy(parsing: "role:doctor"), ward.hospital.realm, wrapping: key, for: plan.target, at: 0)
        #expect(throws: SealedRecordError.self) { _ = try RecordSealer(plan, recordKey: key, stanzas: [stanza], by: ward.nurse) }
    }
}
