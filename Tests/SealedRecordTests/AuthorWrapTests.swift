import AccessPolicy
import AttributeEncryption
import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

/// The author's own way to what they wrote.
@Suite struct AuthorWrapTests {
    private func plan(_ certificate: Certificate) -> SealingPlan {
        SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate)
    }

    @Test func theAuthorOpensWhateverTheEnvelope() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let officer = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let officerCertificate = try hospital.certify(officer, name: "Officer", .rewrap)
        let record = try hospital.seal([1, 2, 3], policy: "role:doctor", plan: plan(certificate), by: author)
        let header = try Hospital.header(of: record)
        let reader = try hospital.key(["role:doctor"])
        let recordKey = try header.recordKey(with: reader, hospital.realm)
        // By mistake, for somebody whom there is not.
        let change = Rewrapping(created: Hospital.now, epoch: 10, revocationSequence: 3, signer: officerCertificate)
        let stanza = try Stanza.attribute(
            try Policy(parsing: "role:nobody and role:doctor"), hospital.realm, wrapping: recordKey, for: change.target(header), at: 0)
        let rewrapped = try change.apply(to: header, stanzas: [stanza], signedBy: officer)
        let moved = rewrapped.bytes + record[header.bytes.count...]
        try rewrapped.verify(hospital.description)
        #expect(throws: SealedRecordError.self) { _ = try rewrapped.recordKey(with: reader, hospital.realm) }
        guard let key = rewrapped.recordKey(ofAuthor: author) else {
            Issue.record("the author is locked out")
            return
        }
        #expect(try Hospital.open(moved, key) == [1, 2, 3])
        // Nobody else's secret does.
        #expect(evaluated(rewrapped.recordKey(ofAuthor: officer) == nil))
        #expect(evaluated(rewrapped.recordKey(ofAuthor: UserIdentity()) == nil))
    }

    /// The wrap is bound to record and version, the certificate in front of it to nothing: M writes the victim's wrap into a record of
    /// their own, and the victim's secret opens nothing of it.
    @Test func aWrapMovedElsewhereIsUseless() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let other = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let otherCertificate = try hospital.certify(other, name: "M")
        let first = RecordBytes(try hospital.seal([1], policy: "a", plan: plan(certificate), by: author))
        let wrap = try CraftedContent(first.content).authorWrap
        #expect(wrap.count == 84 && Array(wrap[..<4]) == [0, 0, 0, 1])
        let header = try Hospital.header(of: first.bytes)
        let next = SealingPlan(after: header, created: Hospital.now, epoch: 10, revocationSequence: 3, author: certificate)
        for record in [
            try hospital.seal([1], policy: "a", plan: plan(certificate), by: author), try hospital.seal([1], policy: "a", plan: next, by: author),
        ] {
            let moved = try RecordBytes(record).crafted(by: author.signingKey, content: { $0.authorWrap = wrap })
            #expect(verifies(moved, hospital.description) == nil)
            #expect(evaluated(try Hospital.header(of: moved).recordKey(ofAuthor: author) == nil))
        }
        let own = RecordBytes(try hospital.seal([1], policy: "a", plan: plan(otherCertificate), by: other))
        let stolen = try own.crafted(
            by: other.signingKey,
            content: { content in
                content.authorWrap = wrap
                content.nonce = header.content.name.nonce
            })
        #expect(verifies(stolen, hospital.description) == nil)
        #expect(evaluated(try Hospital.header(of: stolen).recordKey(ofAuthor: author) == nil))
        // Every changed byte.
        for position in wrap.indices {
            var changed = wrap
            changed[position] ^= 1
            let bytes = try first.crafted(by: author.signingKey, content: { $0.authorWrap = changed })
            guard let header = try? Hospital.header(of: bytes) else { continue }
            #expect(evaluated(header.recordKey(ofAuthor: author) == nil), "byte \(position)")
        }
    }

    /// Of a device nobody sees whether it can read back what it sends.
    @Test func whoMustNotReadBackDoesNot() throws {
        var hospital = try Hospital()
        let device = UserIdentity()
        let certificate = try hospital.certify(device, name: "Device")
        var plan = plan(certificate)
        var wraps: [Bool: [[UInt8]]] = [:]
        // One stanza for all, because an encapsulation takes longer than everything else here; it opens none of them.
        let stanza = try Stanza.attribute(
            try Policy(parsing: "a"), hospital.realm, wrapping: RecordKey.random(), for: plan.target, at: 0)
        for isReadable in [true, false] {
            plan.isReadableByAuthor = isReadable
            for _ in 0..<64 {
                let record = try Hospital.seal([1, 2, 3], RecordKey.random(), [stanza], plan: plan, by: device)
                let header = try Hospital.header(of: record)
                try header.verify(hospital.description)
                #expect(evaluated((header.recordKey(ofAuthor: device) == nil) == !isReadable))
                #expect(record.count == header.recordLength)
                wraps[isReadable, default: []].append(try CraftedContent(RecordBytes(record).content).authorWrap)
            }
        }
        // The same length and generation, no salt twice, and each bit of the rest set about as often.
        let all = (wraps[true] ?? []) + (wraps[false] ?? [])
        #expect(Set(all.map(\.count)) == [84] && Set(all.map { Array($0[..<4]) }) == [[0, 0, 0, 1]])
        #expect(Set(all.map { Array($0[4..<36]) }).count == 128 && Set(all.map { Array($0[36...]) }).count == 128)
        for wraps in wraps.values {
            let bits = wraps.reduce(0) { $0 + $1[4...].reduce(0) { $0 + $1.nonzeroBitCount } }
            // 64 × 640 bits, standard deviation 101.
            #expect((20_480 - 1000...20_480 + 1000).contains(bits))
        }
        // By a policy its readers open it all the same.
        let record = try hospital.seal([1, 2, 3], policy: "role:doctor", plan: plan, by: device)
        let reader = try hospital.key(["role:doctor"])
        #expect(try hospital.open(record, with: reader) == [1, 2, 3])
    }

    /// An author with several secrets wraps under the newest and opens under each.
    @Test func everyGenerationOpens() throws {
        var hospital = try Hospital()
        let first = UserIdentity()
        let certificate = try hospital.certify(first, name: "Dr A")
        let old = try Hospital.header(of: try hospital.seal([1], policy: "a", plan: plan(certificate), by: first))
        let encoded = first.encoded().revealed()
        let both = Array(encoded[..<73]) + [0, 0, 0, 2] + encoded[77...] + [UInt8](repeating: 9, count: 32)
        let renewed = try UserIdentity(encoded: SecretBytes(copying: both))
        let record = try hospital.seal([2], policy: "a", plan: plan(certificate), by: renewed)
        let new = try Hospital.header(of: record)
        #expect(Array(try CraftedContent(RecordBytes(record).content).authorWrap[..<4]) == [0, 0, 0, 2])
        #expect(evaluated(old.recordKey(ofAuthor: renewed) != nil))
        #expect(evaluated(new.recordKey(ofAuthor: renewed) != nil))
        #expect(evaluated(new.recordKey(ofAuthor: first) == nil), "who has not the newer secret")
    }
}
