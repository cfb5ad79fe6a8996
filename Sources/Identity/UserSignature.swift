public import Framing
public import Cryptography

/// A user's signature of a statement, alone or as one of a batch.
///
///     bytes
///     1       mode: 1 single, 2 batch
///     mode 1:
///     64      Ed25519 signature of the message, frame(domain, statement)
///     mode 2:
///     1       index of the statement in the batch
///     2       statements in the batch: 2…256
///     32 · p  inclusion path of RFC 9162, p following from index and size
///     64      Ed25519 signature of frame("MEDSEAL-V1-BATCH", size as u16, root of the tree over the messages)
///
/// The algorithm is that of the key in the signer's certificate.
public struct UserSignature: Hashable, Sendable {
    /// Most statements under one signature.
    public static let greatestBatchCount = 256
    /// Length in bytes of a signature of mode 1.
    public static let singleByteCount = 1 + Ed25519.signatureByteCount

    /// How a statement was signed.
    private enum Mode: Hashable {
        case single
        case batch(InclusionPath)
    }

    private let mode: Mode
    /// 64 bytes.
    private let signature: [UInt8]

    /// Signs one statement.
    ///
    /// - Parameters:
    ///   - statement: what is signed.
    ///   - domain: what keeps the signature from fitting another kind of statement.
    ///   - key: the user's.
    public init(of statement: [UInt8], domain: String, by key: borrowing Ed25519.PrivateKey) {
        mode = .single
        signature = key.sign(Self.message(statement, domain))
    }

    private init(_ mode: Mode, _ signature: [UInt8]) {
        self.mode = mode
        self.signature = signature
    }

    /// Signs several statements at once.
    ///
    /// - Parameters:
    ///   - statements: 2 to ``greatestBatchCount``, each with its domain.
    ///   - key: the user's.
    /// - Returns: the signature of each, in their order.
    public static func batch(
        _ statements: [(bytes: [UInt8], domain: String)], by key: borrowing Ed25519.PrivateKey
    ) -> [UserSignature] {
        precondition((2...greatestBatchCount).contains(statements.count), "a batch has 2 to \(greatestBatchCount) statements")
        let leaves = statements.map { MerkleTree.leaf(message($0.bytes, $0.domain)) }
        let paths = leaves.indices.map { InclusionPath(to: $0, among: leaves) }
        let signature = key.sign(batchMessage(size: leaves.count, root: paths[0].root(of: leaves[0])))
        return paths.map { UserSignature(.batch($0), signature) }
    }

    /// Whether `key` signed the statement.
    ///
    /// - Parameters:
    ///   - statement: what is said to be signed.
    ///   - domain: that of its kind.
    ///   - key: from the signer's certificate.
    ///   - allowsBatch: whether a statement of this kind may be one of a batch.
    public func verify(_ statement: [UInt8], domain: String, by key: Ed25519.PublicKey, allowsBatch: Bool) -> Bool {
        let message = Self.message(statement, domain)
        switch mode {
        case .single: return key.verify(signature, of: message)
        case .batch(let path):
            guard allowsBatch else { return false }
            return key.verify(signature, of: Self.batchMessage(size: path.size, root: path.root(of: MerkleTree.leaf(message))))
        }
    }

    /// The encoding.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        switch mode {
        case .single: writer.u8(1)
        case .batch(let path):
            writer.u8(2)
            writer.u8(UInt8(path.index))
            writer.u16(UInt16(path.size))
            for hash in path.hashes { writer.raw(hash) }
        }
        writer.raw(signature)
        return writer.bytes
    }

    /// Reads a signature; proves nothing until it is verified.
    public init(from reader: inout ByteReader, _ what: String) throws(MalformedInput) {
        switch try reader.u8("how \(what) was made") {
        case 1: mode = .single
        case 2:
            let index = Int(try reader.u8("place in the batch"))
            let size = Int(try reader.u16("size of the batch"))
            guard (2...Self.greatestBatchCount).contains(size), index < size else { throw reader.malformed("\(what) is of no possible batch") }
            var hashes: [[UInt8]] = []
            for _ in 0..<InclusionPath.length(index: index, size: size) { hashes.append(try reader.raw(MerkleTree.hashByteCount, "a path's hash")) }
            guard let path = InclusionPath(index: index, size: size, hashes: hashes) else { throw reader.malformed("no path of a batch") }
            mode = .batch(path)
        default: throw reader.malformed("\(what) was made in an unknown way")
        }
        signature = try reader.raw(Ed25519.signatureByteCount, what)
    }

    private static func message(_ statement: [UInt8], _ domain: String) -> [UInt8] { frame(Array(utf8: domain), statement) }

    private static func batchMessage(size: Int, root: [UInt8]) -> [UInt8] {
        frame(Array(utf8: "MEDSEAL-V1-BATCH"), UInt16(size).bigEndianBytes, root)
    }
}
