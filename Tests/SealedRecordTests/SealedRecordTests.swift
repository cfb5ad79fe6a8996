import AccessPolicy
import AttributeEncryption
import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

@Suite struct SealedRecordTests {
    private static let policy = "role:doctor and hospital:NSTU"
    private static let attributes = ["role:doctor", "hospital:NSTU"]

    private func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    private func plan(_ author: Certificate) -> SealingPlan {
        SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 3, author: author)
    }

    @Test(arguments: [0, 1, 16383, 16384, 16385, 32768, 100_000])
    func opensToWhatWasSealed(count: Int) throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let record = try hospital.seal(content(count), policy: Self.policy, plan: plan(certificate), by: author)
        let header = try Hospital.header(of: record)
        #expect(header.recordLength == UInt64(record.count))
        #expect(header.content.paddedLength == max(64, UInt64(PaddingTests.padme(count + 8))))
        #expect(header.envelope.stanzas.map { $0.policy?.text } == ["role:doctor and hospital:NSTU and epoch >= 10"])
        let key = try hospital.key(Self.attributes)
        let opened = try hospital.open(record, with: key)
        #expect(opened == content(count))
        let recordKey = try header.recordKey(with: key, hospital.realm)
        for pieceLength in [1000, 16400, record.count] {
            let again = try Hospital.open(record, recordKey, pieceLength: pieceLength)
            #expect(again == opened)
        }
    }

    @Test(arguments: [1, 5000, 16384, 50_000, 1 << 20]) func piecesOfAnyLengthGiveTheSameRecord(pieceLength: Int) throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let plan = plan(try hospital.certify(author, name: "Author"))
        let key = RecordKey.random()
        let stanza = try Stanza.attribute(try Policy(parsing: "a"), hospital.realm, wrapping: key, for: plan.target, at: 0)
        let content = content(pieceLength == 1 ? 40_000 : 700_000)
        func seal(_ length: Int) throws -> [UInt8] {
            var source = SeededGenerator(4)
            var sealer = try RecordSealer(plan, recordKey: key, stanzas: [stanza], by: author, using: &source)
            var payload = sealer.start()
            for start in stride(from: 0, to: content.count, by: length) {
                payload += try sealer.update(Array(content[start..<min(start + length, content.count)]))
            }
            try sealer.pad { payload += $0 }
            let ending = try sealer.finish(signedBy: author)
            return ending.header.bytes + payload + ending.tail
        }
        let record = try seal(content.count)
        #expect(try seal(pieceLength) == record)
        #expect(try Hospital.open(record, key, pieceLength: pieceLength) == content)
        // Together, as the command opens a file.
        var scanner = RecordScanner()
        var chunks: [[UInt8]] = []
        try scanner.update(record) { if case .chunk(_, let bytes, _) = $0 { chunks.append(bytes) } }
        let header = try scanner.finish()
        let opener = try PayloadOpener(header.content, key)
        let padded = try opener.open(chunks, from: 0)
        #expect(Array(padded[..<content.count]) == content && UInt64(padded.count) == header.content.paddedLength)
        #expect(throws: SealedRecordError.alteredPayload) { try opener.open(chunks, from: 1) }
        chunks[1][0] ^= 1
        #expect(throws: SealedRecordError.alteredPayload) { try opener.open(chunks, from: 0) }
        var altered = record
        altered[header.bytes.count + 56 + 20_000] ^= 1
        #expect(throws: SealedRecordError.alteredPayload) {
            var scanner = RecordScanner()
            try scanner.update(altered) { _ in }
            _ = try scanner.finish()
        }
    }

    @Test func onlyKeysThatSatisfyThePolicyAndTheEpochOpen() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let record = try hospital.seal(content(10), policy: Self.policy, plan: plan(certificate), by: author)
        let refusal = SealedRecordError.policyNotSatisfied(["role:doctor and hospital:NSTU and epoch >= 10"])
        let other = try hospital.key(["role:doctor", "hospital:DMCH"])
        #expect(throws: refusal) { _ = try hospital.open(record, with: other) }
        let notRenewed = try hospital.key(Self.attributes, epoch: 9)
        #expect(throws: refusal) { _ = try hospital.open(record, with: notRenewed) }
        let renewed = try hospital.key(Self.attributes, epoch: 11)
        #expect(try hospital.open(record, with: renewed) == content(10))
        let elsewhere = try Hospital()
        let foreign = try elsewhere.key(Self.attributes)
        #expect(throws: refusal) { _ = try hospital.open(record, with: foreign) }
    }

    @Test func everyStanzaAloneOpensTheRecord() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let plan = plan(try hospital.certify(author, name: "Dr A"))
        let recordKey = RecordKey.random()
        let shared = try SharedPolicyKey(
            try Policy(parsing: "role:nurse"), hospital.realm, epoch: 10, revocationSequence: 3)
        let stanzas = [
            try Stanza.attribute(try Policy(parsing: Self.policy), hospital.realm, wrapping: recordKey, for: plan.target, at: 0),
            try Stanza.shared(shared, wrapping: recordKey, for: plan.target, at: 1),
        ]
        let record = try Hospital.seal(content(50), recordKey, stanzas, plan: plan, by: author)
        for attributes in [Self.attributes, ["role:nurse"]] {
            let key = try hospital.key(attributes)
            #expect(try hospital.open(record, with: key) == content(50))
        }
        let neither = try hospital.key(["role:doctor"])
        #expect(throws: SealedRecordError.self) { _ = try hospital.open(record, with: neither) }
    }

    @Test func aSharedPolicyKeyLivesInOneEpochAndOneRevocationList() throws {
        var hospital = try Hospital()
        let certificate = try hospital.certify(UserIdentity(), name: "Dr A")
        let recordKey = RecordKey.random()
        let shared = try SharedPolicyKey(
            try Policy(parsing: "a"), hospital.realm, epoch: 10, revocationSequence: 3)
        for (epoch, revocations) in [(UInt32(11), UInt64(3)), (10, 4)] {
            let target = SealingPlan(created: Hospital.now, epoch: epoch, revocationSequence: revocations, author: certificate).target
            #expect(throws: SealedRecordError.self) {
                _ = try Stanza.shared(shared, wrapping: recordKey, for: target, at: 0)
            }
        }
        // Two records under one key have different wraps, each bound to its record.
        let first = try Stanza.shared(shared, wrapping: recordKey, for: plan(certificate).target, at: 0)
        let second = try Stanza.shared(shared, wrapping: recordKey, for: plan(certificate).target, at: 0)
        #expect(first != second)
    }

    @Test func passphrasesOpenArchivesAndAreRefusedInRecords() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        var plan = SealingPlan(kind: .archive, created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate)
        let recordKey = RecordKey.random()
        let passphrase = SecretBytes(copying: Array("correct horse".utf8))
        let cheap = try #require(ScryptCost(insecureLogN: 10))
        let stanza = try Stanza.passphrase(passphrase, cost: cheap, wrapping: recordKey, for: plan.target, at: 0)
        let archive = try Hospital.seal(content(20), recordKey, [stanza], plan: plan, by: author)
        let header = try Hospital.header(of: archive)
        #expect(try Hospital.open(archive, try header.recordKey(passphrase: passphrase)) == content(20))
        #expect(throws: SealedRecordError.wrongPassphrase) {
            _ = try header.recordKey(passphrase: SecretBytes(copying: Array("correct horsf".utf8)))
        }
        let key = try hospital.key(Self.attributes)
        #expect(throws: SealedRecordError.noStanza) { _ = try hospital.open(archive, with: key) }
        plan.kind = .record
        #expect(throws: SealedRecordError.forbiddenStanza("a passphrase outside an archive")) {
            _ = try Hospital.seal(content(20), recordKey, [stanza], plan: plan, by: author)
        }
    }

    @Test func everyChangedByteIsRefused() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let record = try hospital.seal(content(17000), policy: Self.policy, plan: plan(certificate), by: author)
        let header = try Hospital.header(of: record)
        let headerLength = header.bytes.count
        let key = try hospital.key(Self.attributes)
        let recordKey = try header.recordKey(with: key, hospital.realm)
        // The whole header, and behind it a sample.
        for position in 0..<headerLength {
            var changed = record
            changed[position] ^= 0x40
            #expect(throws: SealedRecordError.self, "byte \(position)") {
                try Hospital.header(of: changed).verify(hospital.description)
            }
        }
        for position in stride(from: headerLength, to: record.count, by: 97) {
            var changed = record
            changed[position] ^= 1
            #expect(throws: SealedRecordError.alteredPayload, "byte \(position)") {
                _ = try Hospital.open(changed, recordKey)
            }
        }
        for length in [0, 7, 19, 20, headerLength - 1, headerLength, headerLength + 56, record.count - 1] {
            #expect(throws: SealedRecordError.self, "\(length) bytes") {
                _ = try Hospital.open(Array(record.prefix(length)), recordKey)
            }
        }
        #expect(throws: SealedRecordError.wrongLength) { _ = try Hospital.open(record + [0], recordKey) }
    }

    @Test func aReaderCannotPassOffAnotherContentAsTheAuthors() throws {
        // Everyone who can read has the record key, and can encrypt other chunks under it: only the signed tree tells.
        var hospital = try Hospital()
        let author = UserIdentity()
        let reader = UserIdentity()
        let authorPlan = plan(try hospital.certify(author, name: "Dr A"))
        let recordKey = RecordKey.random()
        let stanza = try Stanza.attribute(
            try Policy(parsing: Self.policy), hospital.realm, wrapping: recordKey, for: authorPlan.target, at: 0)
        let genuine = try Hospital.seal(content(100), recordKey, [stanza], plan: authorPlan, by: author)
        let forged = try Hospital.seal(content(99) + [1], recordKey, [stanza], plan: authorPlan, by: author)
        let length = try Hospital.header(of: genuine).bytes.count
        let spliced = Array(genuine[..<length]) + Array(forged[length...])
        #expect(throws: SealedRecordError.alteredPayload) { _ = try Hospital.open(spliced, recordKey) }
        // A certificate of the reader's does not fit the author's signature, and an uncertified signer is refused.
        var elsewhere = try Hospital()
        let foreign = try elsewhere.certify(reader, name: "Dr B")
        let self_made = try Hospital.seal(
            content(5), recordKey, [stanza],
            plan: {
                var plan = authorPlan
                plan.author = foreign
                return plan
            }(), by: reader)
        #expect(throws: SealedRecordError.self) { try Hospital.header(of: self_made).verify(hospital.description) }
    }

    @Test func certificatesMustHoldForTheTimeOfSigningAndForWriting() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        for certificate in [
            try hospital.certify(author, name: "Dr A", to: Hospital.now - 1),
            try hospital.certify(author, name: "Dr A", from: Hospital.now + 1),
            try hospital.certify(author, name: "Dr A", []),
        ] {
            let record = try hospital.seal(content(5), policy: "a", plan: plan(certificate), by: author)
            do {
                try Hospital.header(of: record).verify(hospital.description)
                Issue.record("accepted")
            } catch .untrustedAuthor {}
        }
    }

    @Test func aStanzaMovedToAnotherRecordOrVersionIsUseless() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let recordKey = RecordKey.random()
        let first = plan(certificate)
        let second = plan(certificate)
        let stanza = try Stanza.attribute(
            try Policy(parsing: "role:doctor"), hospital.realm, wrapping: recordKey, for: first.target, at: 0)
        let record = try Hospital.seal(content(5), recordKey, [stanza], plan: second, by: author)
        let key = try hospital.key(Self.attributes)
        #expect(throws: SealedRecordError.damagedStanza) { _ = try hospital.open(record, with: key) }
    }

    @Test func aPolicyWithoutTheEnvelopesEpochIsRefused() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let recordKey = RecordKey.random()
        var target = plan(certificate)
        let stanza = try Stanza.attribute(
            try Policy(parsing: "role:doctor"), hospital.realm, wrapping: recordKey, for: target.target, at: 0)
        target.epoch = 11
        #expect(throws: SealedRecordError.forbiddenStanza("a policy without the condition epoch >= 11")) {
            _ = try Hospital.seal(content(5), recordKey, [stanza], plan: target, by: author)
        }
        target.epoch = 1024
        #expect(throws: SealedRecordError.self) {
            _ = try Stanza.attribute(try Policy(parsing: "a"), hospital.realm, wrapping: recordKey, for: target.target, at: 0)
        }
    }

    /// The epoch outside is what stores and readers go by, so no other may stand in the policy.
    @Test func anotherEpochOutsideThanInThePolicyIsRefused() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let header = try Hospital.header(of: try hospital.seal(content(5), policy: "a", plan: plan(certificate), by: author))
        // Behind kind, hash, number, salt, list, time, no extensions, no certificate, one stanza: type, length, realm.
        let epoch = RecordBytes(header.bytes).envelopeStart + 1 + 32 + 8 + 32 + 8 + 8 + 2 + 4 + 2 + 2 + 4 + 32
        #expect(Array(header.bytes[epoch..<epoch + 4]) == [0, 0, 0, 10])
        for other: UInt32 in [0, 9, 11, 1023, 1024, .max] {
            var changed = header.bytes
            changed.replaceSubrange(epoch..<epoch + 4, with: other.bigEndianBytes)
            if other < 1024 {
                #expect(throws: SealedRecordError.forbiddenStanza("a policy without the condition epoch >= \(other)")) {
                    _ = try SealedRecordHeader(bytes: changed)
                }
            } else {
                #expect(throws: SealedRecordError.self) { _ = try SealedRecordHeader(bytes: changed) }
            }
        }
    }

    @Test func unknownFormatVersionsAndCriticalStanzasAreRefused() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        var record = try hospital.seal(content(5), policy: "a", plan: plan(certificate), by: author)
        for version in [UInt8(ascii: "1"), UInt8(ascii: "2"), 0, 0xff] {
            record[7] = version
            #expect(throws: SealedRecordError.unsupportedVersion) { _ = try Hospital.header(of: record) }
        }
        record[0] = 0
        #expect(throws: SealedRecordError.self) { _ = try Hospital.header(of: record) }
    }

    @Test func versionsFormAChain() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let first = try hospital.seal(content(5), policy: "a", plan: plan(certificate), by: author)
        let header = try Hospital.header(of: first)
        let nextPlan = SealingPlan(
            after: header, created: Hospital.now + 1, epoch: 10, revocationSequence: 3, author: certificate)
        let second = try hospital.seal(content(6), policy: "a", plan: nextPlan, by: author)
        let next = try Hospital.header(of: second)
        #expect(next.content.recordID == header.content.recordID)
        #expect(next.content.contentVersion == 2)
        #expect(next.content.previousContentHash == header.content.hash)
        try next.verify(hospital.description)
        var broken = plan(certificate)
        broken.contentVersion = 2
        let orphan = try hospital.seal(content(6), policy: "a", plan: broken, by: author)
        #expect(throws: SealedRecordError.self) { _ = try Hospital.header(of: orphan) }
    }

    @Test func thereIsANumberAfterEveryNumberThatIsRead() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        // A record of version 2^64 − 1 would make whoever seals the version after it overflow; an envelope likewise.
        for (version, isRead) in [(UInt64.max, false), (UInt64(Int64.max), false), (UInt64(Int64.max) - 1, true)] {
            var last = plan(certificate)
            last.contentVersion = version
            last.previousContentHash = [UInt8](repeating: 1, count: 32)
            let record = try hospital.seal(content(5), policy: "a", plan: last, by: author)
            let header = try? Hospital.header(of: record)
            #expect((header != nil) == isRead)
            if let header {
                let next = SealingPlan(after: header, created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate)
                #expect(next.contentVersion == UInt64(Int64.max))
            }
        }
        let header = try Hospital.header(of: try hospital.seal(content(5), policy: "a", plan: plan(certificate), by: author))
        let sequence = RecordBytes(header.bytes).envelopeStart + 1 + 32
        #expect(header.bytes[sequence..<sequence + 8] == [0, 0, 0, 0, 0, 0, 0, 1])
        for upper: [UInt8] in [[0xff, 0xff], [0x7f, 0xff]] {
            let altered = header.bytes[..<sequence] + upper + [UInt8](repeating: 0xff, count: 6) + header.bytes[(sequence + 8)...]
            #expect(throws: SealedRecordError.self) { _ = try SealedRecordHeader(bytes: Array(altered)) }
        }
    }

    @Test func rewrappingChangesReadersAndNothingElse() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let officer = UserIdentity()
        let stranger = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let officerCertificate = try hospital.certify(officer, name: "Officer", .rewrap)
        let strangerCertificate = try hospital.certify(stranger, name: "Dr C")
        let record = try hospital.seal(content(40_000), policy: "role:doctor", plan: plan(certificate), by: author)
        let header = try Hospital.header(of: record)
        let doctor = try hospital.key(["role:doctor"])
        let nurse = try hospital.key(["role:nurse"], epoch: 12)
        let recordKey = try header.recordKey(with: doctor, hospital.realm)
        let change = Rewrapping(
            created: Hospital.now + 5, epoch: 12, revocationSequence: 4, signer: officerCertificate)
        let stanza = try Stanza.attribute(
            try Policy(parsing: "role:nurse"), hospital.realm, wrapping: recordKey, for: change.target(header), at: 0)
        let rewrapped = try change.apply(to: header, stanzas: [stanza], signedBy: officer)
        #expect(rewrapped.content == header.content)
        #expect(rewrapped.envelope.sequence == 2)
        let moved = rewrapped.bytes + Array(record[header.bytes.count...])
        #expect(try hospital.open(moved, with: nurse) == content(40_000))
        #expect(throws: SealedRecordError.self) { _ = try hospital.open(moved, with: doctor) }
        // Somebody who is certified, but neither the author nor a re-wrapper.
        let unlawful = Rewrapping(created: Hospital.now, epoch: 12, revocationSequence: 4, signer: strangerCertificate)
        #expect(throws: SealedRecordError.self) {
            _ = try unlawful.apply(to: header, stanzas: [stanza], signedBy: stranger)
        }
        let backwards = Rewrapping(created: Hospital.now, epoch: 9, revocationSequence: 4, signer: certificate)
        let old = try Stanza.attribute(
            try Policy(parsing: "role:nurse"), hospital.realm, wrapping: recordKey, for: backwards.target(header), at: 0)
        #expect(throws: SealedRecordError.self) { _ = try backwards.apply(to: header, stanzas: [old], signedBy: author) }
        let stale = Rewrapping(created: Hospital.now, epoch: 13, revocationSequence: 4, signer: certificate)
        #expect(throws: SealedRecordError.forbiddenStanza("a policy without the condition epoch >= 13")) {
            _ = try stale.apply(to: header, stanzas: [stanza], signedBy: author)
        }
    }

    @Test func anEnvelopeAroundAnotherContentIsRefused() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let common = plan(certificate)
        let recordKey = RecordKey.random()
        let stanza = try Stanza.attribute(
            try Policy(parsing: "a"), hospital.realm, wrapping: recordKey, for: common.target, at: 0)
        let first = try Hospital.header(of: try Hospital.seal(content(5), recordKey, [stanza], plan: common, by: author))
        let second = try Hospital.header(of: try Hospital.seal(content(6), recordKey, [stanza], plan: common, by: author))
        // Both sections have fixed lengths here, so they can be exchanged byte by byte.
        let envelopeLength = Int(first.bytes[12...15].reduce(0) { $0 << 8 | UInt32($1) })
        let mixed = Array(first.bytes.dropLast(envelopeLength)) + Array(second.bytes.suffix(envelopeLength))
        #expect(throws: SealedRecordError.envelopeSignature) { _ = try SealedRecordHeader(bytes: mixed) }
    }

    @Test func anyRangeOpensAloneAndVerified() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let text = content(100_000)
        let record = try hospital.seal(text, policy: "role:doctor", plan: plan(certificate), by: author)
        let header = try Hospital.header(of: record)
        let key = try hospital.key(["role:doctor"])
        let recordKey = try header.recordKey(with: key, hospital.realm)
        let opener = try PayloadOpener(header.content, recordKey)
        let leafHashes = Array(record.suffix(Int(header.leafHashesLength)))
        let leaves = try VerifiedLeaves(header.content, leafHashes: leafHashes)
        let payload = Array(record[header.bytes.count..<header.bytes.count + Int(header.content.payloadLength)])
        for range: Range<UInt64> in [0..<1, 16383..<16385, 99_999..<100_000, 20_000..<70_000, 0..<100_000] {
            let chunks = try leaves.chunks(holding: range)
            var bytes: [UInt8] = []
            for (index, place) in chunks {
                let chunk = Array(payload[Int(place.lowerBound)..<Int(place.upperBound)])
                try leaves.check(chunk, index: index)
                bytes += try opener.open(chunk, index: index)
            }
            let skipped = range.lowerBound - chunks[0].index * 16384
            #expect(Array(bytes.dropFirst(Int(skipped)).prefix(range.count)) == Array(text[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
        for range: Range<UInt64> in [5..<5, 99_999..<100_353, 100_352..<100_353] {
            #expect(throws: SealedRecordError.wrongLength) { _ = try leaves.chunks(holding: range) }
        }
        var altered = leafHashes
        altered[40] ^= 1
        #expect(throws: SealedRecordError.alteredPayload) { _ = try VerifiedLeaves(header.content, leafHashes: altered) }
        #expect(throws: SealedRecordError.alteredPayload) {
            try leaves.check(Array(payload[56..<56 + 16400]), index: 1)
        }
    }
}
