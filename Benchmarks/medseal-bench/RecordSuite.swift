import AccessPolicy
import AttributeEncryption
import Benchmarking
import HospitalFixture
import Identity
import SealedRecord
import Symmetric

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

    /// Sealing under a policy of its own, written to memory.
    private static func seal(_ size: Int) -> Operation {
        Operation(.init("record.seal", size: size), leastCalls: 3) { source in
            let world = try Author()
            let content = source.bytes(size)
            let policy = try Policy(parsing: policy)
            var output: [UInt8] = []
            return {
                do {
                    let key = RecordKey.random()
                    let plan = world.plan()
                    let stanza = try Stanza.attribute(policy, world.hospital.parameters, wrapping: key, for: plan.target)
                    try world.seal(content, key, stanza, plan, into: &output)
                    keep(output.count)
                } catch { preconditionFailure("a record cannot be sealed: \(error)") }
            }
        }
    }

    /// Verifying signatures, policy, hashes and tags, and decrypting.
    private static func open(_ size: Int) -> Operation {
        Operation(.init("record.open", size: size), leastCalls: 3) { source in
            let world = try Author()
            let content = source.bytes(size)
            let attributeKey = try world.hospital.key(attributes)
            var record: [UInt8] = []
            let recordKey = RecordKey.random()
            let plan = world.plan()
            let stanza = try Stanza.attribute(
                try Policy(parsing: policy), world.hospital.parameters, wrapping: recordKey, for: plan.target)
            try world.seal(content, recordKey, stanza, plan, into: &record)
            let (sealed, parameters, description) = (record, world.hospital.parameters, world.hospital.description)
            return {
                do {
                    var scanner = RecordScanner()
                    var opener: PayloadOpener?
                    var length = 0
                    var start = 0
                    while start < sealed.count {
                        let end = min(start + pieceLength, sealed.count)
                        try scanner.update(Array(sealed[start..<end])) { event throws(SealedRecordError) in
                            switch event {
                            case .header(let header):
                                try header.verify(description)
                                opener = try PayloadOpener(header.content, try header.recordKey(with: attributeKey, parameters))
                            case .chunk(let index, let bytes, _):
                                length += try opener?.open(bytes, index: index).count ?? 0
                            }
                        }
                        start = end
                    }
                    _ = try scanner.finish()
                    precondition(length == size, "a record opened to another length")
                } catch { preconditionFailure("a record cannot be opened: \(error)") }
            }
        }
    }

    /// What a record has two of, and what takes most of the time of a small one.
    private static let signature = Operation(.init("openssl.ed25519.sign")) { source in
        let key = Ed25519.PrivateKey(using: &source)
        let message = source.bytes(300)
        return { keep(key.sign(message)) }
    }

    /// 10 000 records of 4 KiB and more, under one policy through a shared policy key; each with a key of its own, both
    /// signatures, written to memory.
    private static let sealShared = Operation(.init("record.seal.shared", size: 4096), leastCalls: 10_000) { source in
        let world = try Author()
        let contents = (0..<1000).map { _ in source.bytes(4096) }
        let shared = try SharedPolicyKey(
            try Policy(parsing: policy), world.hospital.parameters, epoch: Author.epoch, revocationSequence: 1)
        var next = 0
        var output: [UInt8] = []
        return {
            do {
                let key = RecordKey.random()
                let plan = world.plan()
                let stanza = try Stanza.shared(shared, wrapping: key, for: plan.target)
                try world.seal(contents[next % contents.count], key, stanza, plan, into: &output)
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
            let stanza = try Stanza.attribute(try Policy(parsing: policy), world.hospital.parameters, wrapping: key, for: plan.target)
            var record: [UInt8] = []
            try world.seal([UInt8](repeating: 0, count: size), key, stanza, plan, into: &record)
            return (.init("size.record", size: size), record.count)
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

        /// Seals as a program that writes a file does, in pieces, with room left for the header.
        func seal(
            _ content: [UInt8], _ key: borrowing RecordKey, _ stanza: Stanza, _ plan: SealingPlan, into output: inout [UInt8]
        ) throws {
            var sealer = try RecordSealer(plan, recordKey: key, stanzas: [stanza])
            let length = sealer.headerLength
            output.removeAll(keepingCapacity: true)
            output.append(contentsOf: repeatElement(0, count: length))
            output += sealer.start()
            var start = 0
            while start < content.count {
                let end = min(start + pieceLength, content.count)
                output += try sealer.update(start == 0 && end == content.count ? content : Array(content[start..<end]))
                start = end
            }
            let ending = try sealer.finish(signedBy: identity)
            output += ending.tail
            output.replaceSubrange(0..<length, with: ending.header.bytes)
        }
    }
}
