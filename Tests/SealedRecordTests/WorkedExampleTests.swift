import AccessPolicy
import AttributeEncryption
import Framing
import Glibc
import HospitalFixture
import Identity
import Pairing
import SealedRecord
import Cryptography
import TestSupport
import Testing

/// `Vectors/worked-example.json`, which `docs/format.md` explains: the fixture of the released format.
@Suite struct WorkedExampleTests {
    private static let file = "worked-example.json"
    private static let made = Result { try WorkedExampleMaker().make() }
    private static let committed = Result { try VectorFile.json(file, as: WorkedExample.self) }

    /// Writes the file anew, which only a change of the format justifies: MEDSEAL_WRITE_WORKED_EXAMPLE=1.
    @Test(.enabled(if: unsafe getenv("MEDSEAL_WRITE_WORKED_EXAMPLE") != nil))
    func writesTheFile() throws {
        let json = try Self.made.get().json
        TemporaryFolder.write(Array(utf8: json), to: VectorFile.checkout + "/Vectors/" + Self.file, mode: 0o644)
    }

    @Test func everyValueIsMadeAgainFromTheFormulas() throws {
        let (made, committed) = (try Self.made.get(), try Self.committed.get())
        #expect(made.sections.map(\.title) == committed.sections.map(\.title))
        for (new, old) in zip(made.sections, committed.sections) {
            #expect(new.values.map(\.name) == old.values.map(\.name))
            for (a, b) in zip(new.values, old.values) { #expect(a == b, "\(new.title)") }
        }
    }

    /// What the formulas give stands in the files that MedSeal's own functions made.
    @Test func theValuesStandInTheFiles() throws {
        let example = try Self.committed.get()
        func expect(_ path: String, standsIn other: String, after: Int) {
            let (part, whole) = (example.bytes(path), example.bytes(other))
            #expect(Array(whole.dropFirst(after).prefix(part.count)) == part, "\(path) in \(other)")
        }
        expect("authority/fingerprint", standsIn: "user/certificate", after: 9)
        expect("authority/mpkID", standsIn: "attribute key/key", after: 2)
        expect("attribute key/attributes, encoded", standsIn: "attribute key/key", after: 38)
        let points = 38 + example.bytes("attribute key/attributes, encoded").count
        expect("attribute key/sk2", standsIn: "attribute key/key", after: points)
        expect("attribute key/sk3", standsIn: "attribute key/key", after: points + 48)
        for index in 0..<17 {
            expect("attribute key/sk1 \(index)", standsIn: "attribute key/key", after: points + 144 + 48 * index)
        }
        let statement = example.bytes("record/content statement")
        let envelope = 20 + statement.count + 65
        expect("record name/nonce", standsIn: "record/content statement", after: 0)
        expect("author's wrap/author's wrap", standsIn: "record/content statement", after: 75)
        expect("user/certificate", standsIn: "record/content statement", after: 75 + 84 + 2 + 4)
        expect("record/content statement", standsIn: "record/file", after: 20)
        expect("record/content signature", standsIn: "record/file", after: 20 + statement.count)
        expect("record/envelope statement", standsIn: "record/file", after: envelope)
        expect("record/content hash", standsIn: "record/envelope statement", after: 1)
        expect("key wrap/envelope's salt", standsIn: "record/envelope statement", after: 41)
        expect("authority/fingerprint", standsIn: "record/envelope statement", after: 103)
        let payload = envelope + example.bytes("record/envelope statement").count + 65
        expect("record/envelope signature", standsIn: "record/file", after: payload - 65)
        expect("payload/salt", standsIn: "record/file", after: payload)
        expect("payload/commitment", standsIn: "record/file", after: payload + 24)
        expect("payload/chunk 0", standsIn: "record/file", after: payload + 56)
        expect("payload/leaf hash 0", standsIn: "record/file", after: payload + 56 + 80)
        #expect(example.bytes("record/file").count == payload + 56 + 80 + 32)
        expect("payload/Merkle root", standsIn: "record/content statement", after: statement.count - 32)
        expect("key wrap/wrapped key", standsIn: "record/file", after: payload - 65 - 80)
        let ciphertext = example.bytes("encapsulation/ciphertext").count
        expect("encapsulation/ciphertext", standsIn: "record/file", after: payload - 65 - 80 - ciphertext)
        expect("record name/owner", standsIn: "record statements/succession", after: 41)
        expect("record name/owner", standsIn: "record statements/deletion", after: 41)
        expect("record name/nonce", standsIn: "record statements/deletion", after: 73)
        expect("record/content hash", standsIn: "record statements/deletion", after: 89)
        let archive = example.bytes("archive/file").count - 56 - 80 - 32
        expect("archive/passphrase wrapped key", standsIn: "archive/file", after: archive - 65 - 80)
        expect("archive/passphrase salt", standsIn: "archive/file", after: archive - 65 - 80 - 32)
        expect("archive/shared wrapped key", standsIn: "archive/file", after: archive - 65 - 80 - 32 - 1 - 6 - 80)
    }

    @Test func theCommittedFilesOpen() throws {
        let example = try Self.committed.get()
        let description = try AuthorityDescription(bytes: example.bytes("authority/description"))
        let parameters = try PublicParameters(bytes: description.publicParameters)
        let key = try AttributeKey(encoded: SecretBytes(copying: example.bytes("attribute key/key")))
        let isGenuine = key.verify(parameters)
        #expect(isGenuine)
        for file in ["record/file", "archive/file"] {
            let bytes = example.bytes(file)
            let header = try Hospital.header(of: bytes)
            try header.verify(description)
            #expect(
                try Hospital.open(bytes, try header.recordKey(with: key, Realm(description.fingerprint, parameters))) == WorkedExampleMaker.content)
        }
        let archive = example.bytes("archive/file")
        let passphrase = SecretBytes(copying: Array(utf8: WorkedExampleMaker.passphrase))
        let archiveKey = try Hospital.header(of: archive).recordKey(passphrase: passphrase)
        #expect(try Hospital.open(archive, archiveKey) == WorkedExampleMaker.content)
    }

    /// The author's own secret opens them too, and the record's new holder may delete it.
    @Test func theCommittedStatementsHold() throws {
        let example = try Self.committed.get()
        let description = try AuthorityDescription(bytes: example.bytes("authority/description"))
        let user = try UserIdentity(encoded: SecretBytes(copying: example.bytes("user/identity")))
        for file in ["record/file", "archive/file"] {
            let bytes = example.bytes(file)
            guard let key = try Hospital.header(of: bytes).recordKey(ofAuthor: user) else {
                Issue.record("the author is locked out of \(file)")
                return
            }
            #expect(try Hospital.open(bytes, key) == WorkedExampleMaker.content)
        }
        let header = try Hospital.header(of: example.bytes("record/file"))
        #expect(header.content.recordID.bytes == example.bytes("record name/record identifier"))
        #expect(header.content.hash == example.bytes("record/content hash") && header.envelope.hash == example.bytes("record/envelope hash"))
        #expect(header.stateHash == example.bytes("record/state hash"))
        let succession = try SuccessionStatement(bytes: example.bytes("record statements/succession"))
        try succession.verify(description)
        #expect(succession.hash == example.bytes("record statements/succession hash"))
        let deletion = try DeletionStatement(bytes: example.bytes("record statements/deletion"))
        try deletion.verify(description)
        #expect(deletion.recordID == header.content.recordID && deletion.successions.statements == [succession])
    }

    @Test func theCommittedIdentityAndDeliveryOpen() throws {
        let example = try Self.committed.get()
        let description = try AuthorityDescription(bytes: example.bytes("authority/description"))
        let passphrase = SecretBytes(copying: Array(utf8: WorkedExampleMaker.passphrase))
        let identity = try Vault.open(
            example.bytes("user/vault of the identity"), kind: "user-identity", passphrase: passphrase)
        let user = try UserIdentity(encoded: identity)
        let delivery = try KeyDelivery(bytes: example.bytes("attribute key/key delivery"))
        let delivered = try delivery.open(by: user, from: description).revealed()
        #expect(delivered == example.bytes("attribute key/key"))
        let request = try EnrolmentRequest(bytes: example.bytes("user/enrolment request"))
        #expect(request.id.bytes == example.bytes("user/request identifier"))
        try EpochStatement(bytes: example.bytes("statements/epoch statement"))
            .verify(by: description, at: WorkedExampleMaker.created)
        let list = try RevocationList(bytes: example.bytes("statements/revocation list"))
        try list.verify(by: description, at: WorkedExampleMaker.created)
        #expect(list.serials == [5])
    }

    /// The tables of the document quote the file, each row "| `section/name` | `value` |", and so does its block of
    /// hexadecimal digits.
    @Test func theDocumentQuotesTheFile() throws {
        let values = try Self.committed.get().values
        let document = TemporaryFolder.read(VectorFile.checkout + "/docs/format.md")
        var quoted = 0
        for line in String(decoding: document, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            guard parts.count == 5, parts[0] == "| ", parts[2] == " | ", parts[4] == " |",
                let value = values[String(parts[1])]
            else { continue }
            quoted += 1
            #expect(value == parts[3], "\(parts[1])")
        }
        #expect(quoted >= 40)
        let parts = String(decoding: document, as: UTF8.self).split(separator: "```hex\n")
        let block = try #require(parts.count == 2 ? parts[1].split(separator: "```").first : nil)
        #expect(block.filter { !$0.isWhitespace } == values["record/file"] ?? "")
    }
}
