import Clocks
import Cryptography
import Framing
import HealthRecord
import HospitalFixture
import LocalFiles
import LyingStore
import SealedRecord
import Testing
import Workstation

/// Records that are made to fill their readers' memory.
@Suite struct GreedyRecordTests {
    /// A patient's record of which every part is as large as one may be.
    @Test func thePartsOfARecordHaveABoundTogether() throws {
        let scene = try AttackScene()
        let (reader, mallory) = (try scene.person("Rita"), try scene.attacker())
        let session = try mallory.person.session()
        let filling = String(repeating: "x", count: 24 << 20)
        let part = Array(#"{"resourceType":"Bundle","type":"collection","entry":[],"id":"\#(filling)"}"#.utf8)
        let parts = try (0..<3).map { _ in
            "\(try session.writing.add(MemoryInput(part), policies: try policies(Attacker.policy), findableBy: .nothing).header.content.recordID)"
        }
        let general = try PatientBundle(json: patient("Ayesha Rahman")).referring(to: parts)
        let id = try session.writing.add(MemoryInput(general.json), policies: try policies(Attacker.policy)).header.content.recordID
        let opened = outcome { _ = try reader.session().patients.open(id) }
        #expect(opened.isRefused, "\(opened)")
    }

    /// A header that promises a content of a tebibyte: for one byte of it, nobody keeps gibibytes of hashes.
    @Test func theHashesOfAContentHaveABound() throws {
        let scene = try AttackScene()
        let mallory = try scene.attacker()
        let session = try mallory.person.session()
        let id = try session.addPatient("Ayesha Rahman", policy: Attacker.policy)
        let header = try huge(try Hospital.header(of: scene.store.last("\(id)")), mallory)
        try header.verify(scene.description)
        var asked = 0
        let ended = outcome {
            _ = try RandomAccessContent(header, try session.recordKey(of: header)) { _, count in
                asked += count
                return asked > 512 << 20 ? [] : [UInt8](repeating: 0, count: count)
            }
        }
        #expect(ended.isRefused && asked <= 256 << 20, "\(ended) after \(asked) bytes")
    }

    /// The header with another length in it, signed again.
    private func huge(_ header: SealedRecordHeader, _ mallory: Attacker) throws -> SealedRecordHeader {
        let bytes = header.bytes
        let contentEnd = SealedRecordHeader.prefixLength + Int(bytes[8]) << 24 + Int(bytes[9]) << 16 + Int(bytes[10]) << 8 + Int(bytes[11])
        var content = Array(bytes[SealedRecordHeader.prefixLength..<contentEnd].dropLast(65))
        let padded: UInt64 = 1 << 40
        let length = try ChunkedEncryption.ciphertextLength(ofPlaintext: padded)
        content.replaceSubrange(content.count - 40..<content.count - 32, with: length.bigEndianBytes)
        var envelope = Array(bytes[contentEnd...].dropLast(65))
        let hash = SHA256.hash(frame(Array("MEDSEAL-V1-CONTENT-HASH".utf8), content))
        let place = try #require((0..<envelope.count - 32).first { Array(envelope[$0..<$0 + 32]) == header.content.hash })
        envelope.replaceSubrange(place..<place + 32, with: hash)
        func signed(_ statement: [UInt8], _ domain: String) -> [UInt8] {
            statement + [1] + mallory.person.identity.signingKey.sign(frame(Array(domain.utf8), statement))
        }
        return try SealedRecordHeader(
            bytes: Array(bytes[..<SealedRecordHeader.prefixLength]) + signed(content, "MEDSEAL-V1-CONTENT") + signed(envelope, "MEDSEAL-V1-ENVELOPE"))
    }
}
