import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import Framing
import FoundationEssentials
import Glibc
import HealthRecord
import HTTPTransport
import Identity
import KeyAuthority
import Pairing
import RecordStore
import SealedRecord
import SearchIndex
import Cryptography
import SQLiteRecords

/// What the fuzzer begins with: the published vectors, and valid objects of the fuzzer's own world, whose magic numbers,
/// lengths and signatures it would not find.
enum Seeds {
    /// Writes a folder for each target. Run from the root of the source tree.
    static func write(to folder: String) {
        do {
            _ = unsafe mkdir(folder, 0o755)
            for target in FuzzTarget.allCases {
                _ = unsafe mkdir("\(folder)/\(target.rawValue)", 0o755)
                for (number, seed) in try seeds(target).enumerated() {
                    try Data(seed).write(to: URL(filePath: "\(folder)/\(target.rawValue)/seed-\(number)"))
                }
            }
        } catch {
            fatalError("no seeds: \(error)")
        }
    }

    private static func seeds(_ target: FuzzTarget) throws -> [[UInt8]] {
        switch target {
        case .policy: try policies()
        case .group: try points()
        case .keys: try keys()
        case .record: try records()
        case .statements: try StatementTarget.seeds()
        case .identity: try statements()
        case .symmetric: try messages()
        case .http: try requests()
        case .database: try databases()
        case .health: patients()
        case .forms: forms()
        case .dicom: try images()
        case .search: SearchTarget.seeds()
        }
    }

    private static func vector(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: "Vectors/\(name)"))) }

    private static func patients() -> [[UInt8]] {
        var form = PatientForm()
        form.name = "Ayesha"
        form.conditions = ["Asthma"]
        form.allergies = ["Nuts"]
        form.medications = ["Salbutamol"]
        form.observations = [.heartRate: "72", .notes: "x", .bloodGroup: "A+"]
        form.attachments = [.init(title: "t", contentType: "application/pdf", url: "u", length: 1)]
        let bundle = (try? form.bundle(at: "2026-11-23T10:00:00Z") { "id" })?.json ?? []
        let claim =
            #"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Claim","id":"k","meta":{"security":[{"code":"PSY"}]}}},{"resource":{"resourceType":"Observation","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":1.50,"code":"mm[Hg]"}}],"focus":{"reference":"Claim/k"}}}]}"#
        let template = #"{"parts":[{"name":"a","policy":"x","when":[{"code":"1","resourceType":"Condition"},{"security":"PSY"}]}]}"#
        let archive =
            ArchiveContent.beginning + ArchiveContent.memberHeader("a.json", length: 3) + [1, 2, 3]
            + ArchiveContent.memberHeader("b", length: 0) + ArchiveContent.ending
        let json = #"{"a":[1.50,-2e+3,true,null,"\u00e9\ud83d\ude00\n"],"b":{}}"#
        return [[0] + bundle, [0] + Array(claim.utf8), [0] + Array(json.utf8), [1] + Array(template.utf8), [2] + archive, [251] + archive]
    }

    private static func forms() -> [[UInt8]] {
        let parts =
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; "
            + "filename=\"x%22.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--\r\n--b--\r\n"
        let form = Array("multipart/form-data; boundary=b\n\(parts)".utf8)
        return [[0] + Array("a+b=%E0%A6%86&c&=d&a=".utf8), [1] + form, [10] + form, [2] + Array("a=1; __Host-b=\"2=3\"; c=".utf8)]
    }

    private static func images() throws -> [[UInt8]] {
        try ["CT_small", "MR_small", "examples_jpeg2k", "waveform_ecg"].map { name in
            Array(try Data(contentsOf: URL(filePath: "Examples/dicom/\(name).dcm")).prefix(2000))
        }
    }

    private static func policies() throws -> [[UInt8]] {
        struct File: Decodable {
            struct Case: Decodable { let policy, canonical: String; let satisfied: [[String]] }
            struct Failure: Decodable { let policy: String }
            let cases: [Case]
            let errors: [Failure]
        }
        let file = try JSONDecoder().decode(File.self, from: Data(try vector("policies.json")))
        var seeds: [[UInt8]] = []
        for test in file.cases {
            seeds += [Array(test.policy.utf8), Array(test.canonical.utf8)]
            seeds.append(try Policy(parsing: test.policy).requiringEpoch(atLeast: 12).canonicalBytes)
            for set in test.satisfied {
                seeds.append(Array(set.joined(separator: "\n").utf8))
                seeds.append(try AttributeSet(parsing: set).withEpoch(3, device: World.device).encoded)
            }
        }
        return seeds + file.errors.map { Array($0.policy.utf8) }
    }

    private static func points() throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        let files: [(kind: UInt8, name: String, count: Int)] = [
            (0, "g1_compressed", 48), (1, "g1_uncompressed", 96), (2, "g2_compressed", 96), (3, "g2_uncompressed", 192),
        ]
        for file in files {
            let bytes = try vector("bls12_381/\(file.name)_multiples_0_to_999.dat")
            for index in 0..<8 { seeds.append([file.kind] + bytes[index * file.count..<(index + 1) * file.count]) }
        }
        for power: UInt64 in [1, 2, 77] { seeds.append([4] + GT.generator.power(Scalar(power)).bytes) }
        for scalar in [Scalar.zero, .one, -.one, Scalar(99)] { seeds.append([5] + scalar.bigEndianBytes) }
        return seeds + [[5] + [UInt8](repeating: 0xff, count: 64)]
    }

    private static func keys() throws -> [[UInt8]] {
        let world = World.shared
        var seeds: [[UInt8]] = [
            [0] + world.parameters.bytes, [1] + world.key.encoded().revealed(), [2] + world.engine.masterKey.exported().revealed(),
        ]
        for (policy, bytes) in KeysTarget.ciphertexts {
            var writer = ByteWriter()
            writer.u8(3)
            writer.framed(policy)
            writer.raw(bytes)
            seeds.append(writer.bytes)
        }
        for index in 0..<KeysTarget.ciphertexts.count { seeds += [[4, UInt8(index)], [4, UInt8(index), 0, 0, 1, 0, 0, 2]] }
        return seeds
    }

    private static func records() throws -> [[UInt8]] {
        let world = World.shared
        let records = [
            try world.record([], policies: ["a"]), try world.record([1, 2, 3], policies: ["a and role:doctor", "b"], version: 2),
            try world.record([UInt8](repeating: 1, count: 17_000), policies: ["2 of (a, b, c)"]),
            try world.record([7], policies: [], kind: .archive),
        ]
        return records.flatMap { record in [0, 2, 0x82, 0xff].map { [$0] + record } }
    }

    private static func statements() throws -> [[UInt8]] {
        let world = World.shared
        var source = FixedGenerator(state: 8)
        let claims = EnrolmentRequest.Claims(
            displayName: "Dr. রহিমা", hospital: "NSTU", department: "", licenceNumber: "A-1", attributes: ["role:doctor", "n#4 = 3"])
        let request = try EnrolmentRequest(claims, to: world.description.fingerprint, by: world.user, created: World.now)
        let epoch = try EpochStatement.issue(
            epoch: 10, issued: World.now, sequence: 5, by: world.description, signedBy: world.authorityKey)
        let list = try RevocationList.issue(
            sequence: 3, issued: World.now, serials: [1, 5, 9], users: [world.user.id], by: world.description, signedBy: world.authorityKey)
        let delivery = try KeyDelivery.issue(
            world.key.encoded(), to: world.certificate, by: world.description, signedBy: world.authorityKey)
        var ring = try KeyRing(pinning: world.description)
        let empty = ring.encoded().revealed()
        try ring.accept(delivery, by: world.user)
        try ring.accept(epoch, at: World.now)
        try ring.accept(list, at: World.now)
        guard let cost = ScryptCost(insecureLogN: 10) else { return [] }
        let vault = try Vault.seal(
            SecretBytes(copying: [9, 9]), kind: "fuzz", passphrase: SecretBytes(copying: [1, 2, 3]), cost: cost, using: &source)
        var seeds: [[UInt8]] = []
        let signed = [world.description.bytes, request.bytes, world.certificate.bytes, epoch.bytes, list.bytes, delivery.bytes]
        for (kind, bytes) in signed.enumerated() { seeds += [[UInt8(kind)] + bytes, [UInt8(kind) | 0x80] + bytes] }
        seeds += [[6] + empty, [6] + ring.encoded().revealed(), [7] + vault, [8] + world.user.encoded().revealed()]
        return seeds + [world.user.id.description, world.description.fingerprint.description].map { [9] + Array($0.utf8) }
    }

    private static func messages() throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        var source = FixedGenerator(state: 6)
        for count in [0, 5, 16_384, 33_000] {
            var encryptor = try ChunkedEncryption.Encryptor(key: SymmetricTarget.key, context: [3], using: &source)
            var bytes: [UInt8] = [0] + encryptor.header
            var rest = SymmetricTarget.message[..<count]
            while rest.count >= ChunkedEncryption.chunkByteCount {
                bytes += try encryptor.seal(chunk: Array(rest.prefix(ChunkedEncryption.chunkByteCount)), isFinal: false)
                rest = rest.dropFirst(ChunkedEncryption.chunkByteCount)
            }
            seeds.append(bytes + (try encryptor.seal(chunk: Array(rest), isFinal: true)))
        }
        let recipient = try X25519.PrivateKey(scalar: SecretBytes(copying: SymmetricTarget.recipientScalar))
        let sealed = try HPKE.seal(SecretBytes(copying: [1, 2]), to: recipient.publicKey, info: [1], authenticating: [2])
        seeds.append([1] + sealed.encapsulatedKey + sealed.ciphertext)
        for text in ["AAAA", "AA==", "_-8", "+/8=", "00ff", "00112233445566778899aabbccddeeff"] { seeds.append([2] + Array(text.utf8)) }
        seeds.append([3, 0, 0, 0, 0, 2, 7, 7, 1, 0, 0, 0, 9, 2, 1, 2, 3, 0, 0, 0, 1, 65])
        let signature = World.shared.user.signingKey.sign([1, 2, 3])
        seeds.append([4] + World.shared.user.signingKey.publicKey.bytes + signature + [1, 2, 3])
        let nonce = [UInt8](repeating: 1, count: 12)
        seeds.append([5] + nonce + AES256GCM.seal([1, 2, 3], key: SymmetricTarget.key, nonce: nonce, authenticating: []))
        return seeds
    }

    private static func requests() throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for text in ["/v1/records/00ff?after=1&limit=%20", "/", "/a//b", "/%2e%2e/x", "/ä", "/a/", "/%e0%a6%ac"] {
            seeds.append([0] + Array(text.utf8))
        }
        for text in [
            #"sig=("@method" "@path");created=1;keyid="a\"b";alg="ed25519";x;y=?0;z=:AAE=:"#, "a=1, b;c=2, d=tok/en", "sha-256=:AAAA:",
        ] { seeds.append([1] + Array(text.utf8)) }
        for text in [#""a", W/"b""#, "*", "sha-256=:\(Base64.encode([UInt8](repeating: 1, count: 32))):, md5=:AA==:"] {
            seeds.append([2] + Array(text.utf8))
        }
        for text in ["https://a.b:443/c?d=e", "http://[::1]:8080", "HTTP://LOCALHOST/%20"] { seeds.append([3] + Array(text.utf8)) }
        for text in ["bytes=0-9", "bytes=-5", "bytes=7-", "\u{7f}\u{2028}"] { seeds.append([5] + Array(text.utf8)) }
        var request = ClientRequest(.put, try HTTPURL("http://localhost:1/v1/records/a?b=c"), body: .bytes([1, 2, 3]))
        request.headers.set("if-none-match", "*")
        try RequestSigner(keyID: "user-1", certificate: World.shared.certificate.bytes, clock: { 1_800_000_000 }) {
            World.shared.user.signingKey.sign($0)
        }.sign(&request)
        let lines = ["/v1/records/a?b=c", "host:localhost:1", "content-length:3"] + request.headers.fields.map { "\($0.name):\($0.value)" }
        seeds.append([4] + Array(lines.joined(separator: "\n").utf8))
        return seeds
    }

    private static func databases() throws -> [[UInt8]] {
        let world = World.shared
        let path = "/dev/shm/medseal-seed-\(getpid())"
        func take() throws -> [UInt8] {
            defer { for suffix in ["", "-wal", "-shm", "-lock"] { _ = unsafe unlink(path + suffix) } }
            return Array(try Data(contentsOf: URL(filePath: path)))
        }
        let storage = try SQLiteRecordStorage(path)
        let store = RecordStore(storage, authority: world.description)
        let admission = Admission(at: World.now, try world.state())
        let record = try world.record([1, 2, 3], policies: ["a"])
        let length = try SealedRecordHeader.length(prefix: Array(record.prefix(SealedRecordHeader.prefixLength)))
        let header = try SealedRecordHeader(bytes: Array(record[..<length]))
        let id = header.content.recordID
        let upload = try store.upload(to: id, by: world.user.id, .absent, admission)
        try upload.receive(record)
        _ = try upload.finish(digest: SHA256.hash(record))
        let index = try world.record([4], policies: ["b"], seed: 3)
        let indexLength = try SealedRecordHeader.length(prefix: Array(index.prefix(SealedRecordHeader.prefixLength)))
        let indexID = try SealedRecordHeader(bytes: Array(index[..<indexLength])).content.recordID
        let second = try store.upload(to: indexID, by: world.user.id, .absent, admission)
        try second.receive(index)
        _ = try second.finish(digest: SHA256.hash(index))
        let entry = try RecordTerms(record: id.bytes, digest: header.stateHash, tokens: SearchTarget.storedTokens)
        _ = try storage.setTerms(TermsBatch(index: indexID.bytes, indexVersion: 1, entries: [entry]), by: world.user.id)
        try storage.note("Dr. রহিমা", of: world.user.id)
        try storage.close()
        let first = try take()

        guard let cost = ScryptCost(insecureLogN: 10) else { return [first] }
        let passphrase = SecretBytes(copying: [1])
        let authority = try KeyAuthority.create(at: path, name: "A", passphrase: passphrase, cost: cost, now: World.now, actor: "x")
        let claims = EnrolmentRequest.Claims(displayName: "D", hospital: "", department: "", licenceNumber: "", attributes: ["a"])
        for approved in [true, false] {
            let request = try EnrolmentRequest(claims, to: authority.description.fingerprint, by: UserIdentity(), created: World.now)
            try authority.submit(request, at: World.now)
            if approved {
                _ = try authority.approve(request.id, attributes: ["a"], capabilities: .author, passphrase: passphrase, at: World.now, by: "x")
            }
        }
        try authority.close()
        return [first, try take()]
    }
}
