import AccessPolicy
import AttributeEncryption
import Benchmarking
import HospitalFixture
import Identity
import SealedRecord
import Cryptography

/// Whole sealed records, in memory.
enum RecordSuite {
    private static let policy = "role:doctor and hospital:NSTU"
    private static let attributes = ["role:doctor", "hospital:NSTU"]
    /// A reader or writer of files moves this many bytes at once.
    private static let pieceLength = 1 << 20

    static func operations(_ options: BenchmarkOptions) -> [Operation] {
        var operations: [Operation] = []
        for size in options.sizes {
            operations += [bareCipher(size), bareHash(size), seal(size), open(size)]
        }
        return operations + [sealShared, signature]
    }

    /// AES-256-GCM as `openssl speed -evp aes-256-gcm -bytes 16384` measures it: one stream through one cipher context, the
    /// same 16 KiB again and again, no tag.
    private static func bareCipher(_ size: Int) -> Operation {
        Operation(.init("openssl.aes-256-gcm", size: size), leastCalls: 3) { source in
            let cipher = BareCipher(key: source.bytes(32), nonce: source.bytes(12))
            return { cipher.encrypt(size) }
        }
    }

    /// SHA-256 of 16 KiB again and again.
    private static func bareHash(_ size: Int) -> Operation {
        Operation(.init("openssl.sha256", size: size), leastCalls: 3) { source in
            let hash = BareHash()
            return { hash.hash(size) }
        }
    }

    /// Sealing under a policy of its own; what is sealed is given away piece by piece, as to a file.
    private static func seal(_ size: Int) -> Operation {
        Operation(.init("record.seal", size: size), leastCalls: 3) { source in
            let world = try Author()
            let content = pieces(source.bytes(size))
            let policy = try Policy(parsing: policy)
            return {
                do {
                    let key = RecordKey.random()
                    let plan = world.plan()
                    let stanza = try Stanza.attribute(policy, world.hospital.realm, wrapping: key, for: plan.target, at: 0)
                    var length = 0
                    try world.seal(content, key, stanza, plan) { length += $0.count }
                    precondition(length > size, "a record is longer than its content")
                } catch { preconditionFailure("a record cannot be sealed: \(error)") }
            }
        }
    }

    /// Verifying signatures, policy, hashes and tags, decrypting, and taking the padding off; what is opened is given away piece by piece.
    private static func open(_ size: Int) -> Operation {
        Operation(.init("record.open", size: size), leastCalls: 3) { source in
            let world = try Author()
            let attributeKey = try world.hospital.key(attributes)
            let recordKey = RecordKey.random()
            let plan = world.plan()
            let stanza = try Stanza.attribute(
                try Policy(parsing: policy), world.hospital.realm, wrapping: recordKey, for: plan.target, at: 0)
            let record = pieces(try world.sealed(source.bytes(size), recordKey, stanza, plan))
            let (realm, description) = (world.hospital.realm, world.hospital.description)
            return {
                do {
                    var scanner = RecordScanner()
                    var opener: PayloadOpener?
                    var remover: PaddingRemover?
                    var chunks: [[UInt8]] = []
                    var (length, opened) = (0, UInt64(0))
                    for piece in record {
                        try scanner.update(piece) { event throws(SealedRecordError) in
                            switch event {
                            case .header(let header):
                                try header.verify(description)
                                opener = try PayloadOpener(header.content, try header.recordKey(with: attributeKey, realm))
                                remover = PaddingRemover(header.content)
                            case .chunk(_, let bytes, _): chunks.append(bytes)
                            }
                        }
                        if let content = try opener?.open(chunks, from: opened) { length += remover?.take(content).count ?? 0 }
                        opened += UInt64(chunks.count)
                        chunks.removeAll(keepingCapacity: true)
                    }
                    _ = try scanner.finish()
                    length += try remover?.finish().count ?? 0
                    precondition(length == size, "a record opened to another length")
                } catch { preconditionFailure("a record cannot be opened: \(error)") }
            }
        }
    }

    /// As a program reads a file.
    private static func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: pieceLength).map { Array(bytes[$0..<min($0 + pieceLength, bytes.count)]) }
    }

    /// What a record has two of, and what takes most of the time of a small one.
    private static let signature = Operation(.init("openssl.ed25519.sign")) { source in
        let key = Ed25519.PrivateKey(using: &source)
        let message = source.bytes(300)
        return { keep(key.sign(message)) }
    }

    /// 10 000 records of 4 KiB and more, under one policy through a shared policy key; each with a key of its own and both
    /// signatures.
    private static let sealShared = Operation(.init("record.seal.shared", size: 4096), leastCalls: 10_000) { source in
        let world = try Author()
        let contents = (0..<1000).map { _ in [source.bytes(4096)] }
        let shared = try SharedPolicyKey(
            try Policy(parsing: policy), world.hospital.realm, epoch: Author.epoch, revocationSequence: 1)
        var next = 0
        return {
            do {
                let key = RecordKey.random()
                let plan = world.plan()
                let stanza = try Stanza.shared(shared, wrapping: key, for: plan.target, at: 0)
                var length = 0
                try world.seal(contents[next % contents.count], key, stanza, plan) { length += $0.count }
                next += 1
            } catch { preconditionFailure("a record cannot be sealed: \(error)") }
        }
    }

    /// Lengths of whole records.
    static func sizes(_ options: BenchmarkOptions) throws -> [(Measurement.Subject, Int)] {
        let world = try Author()
        return try options.sizes.filter { $0 <= 16 << 20 }.map { size in
            let key = RecordKey.random()
            let plan = world.plan()
            let stanza = try Stanza.attribute(try Policy(parsing: policy), world.hospital.realm, wrapping: key, for: plan.target, at: 0)
            return (.init("size.record", size: size), try world.sealed([UInt8](repeating: 0, count: size), key, stanza, plan).count)
        }
    }

    /// Somebody who may write records, and the hospital around them.
    final class Author {
        static let epoch: UInt32 = 10
        let hospital: Hospital
        let identity = UserIdentity()
        let certificate: Certificate

        init() throws {
            var hospital = try Hospital()
            certificate = try hospital.certify(identity, name: "Author")
            self.hospital = hospital
        }

        func plan() -> SealingPlan {
            SealingPlan(created: Hospital.now, epoch: Self.epoch, revocationSequence: 1, author: certificate)
        }

        /// Seals as a program that writes a file does: `write` gets the payload and what follows it, then the header, which
        /// belongs in front.
        func seal(
            _ content: [[UInt8]], _ key: borrowing RecordKey, _ stanza: Stanza, _ plan: SealingPlan, _ write: ([UInt8]) -> Void
        ) throws {
            var sealer = try RecordSealer(plan, recordKey: key, stanzas: [stanza], by: identity)
            write(sealer.start())
            for piece in content { write(try sealer.update(piece)) }
            try sealer.pad { write($0) }
            let ending = try sealer.finish(signedBy: identity)
            write(ending.tail)
            write(ending.header.bytes)
        }

        /// A whole record.
        func sealed(
            _ content: [UInt8], _ key: borrowing RecordKey, _ stanza: Stanza, _ plan: SealingPlan
        ) throws -> [UInt8] {
            var parts: [[UInt8]] = []
            try seal([content], key, stanza, plan) { parts.append($0) }
            return (parts.popLast() ?? []) + parts.flatMap { $0 }
        }
    }
}
