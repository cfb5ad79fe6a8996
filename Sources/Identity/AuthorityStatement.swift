public import Framing
import Cryptography

/// What an authority says under its signature. All statements have one layout:
///
///     offset  bytes
///     0       8     magic, another for each kind
///     8       1     version: `FormatVersion`
///     9       32    fingerprint of the authority
///     41      …     the fields of the kind
///     …       64    Ed25519 signature of frame(domain of the kind, everything in front of the signature)
///
/// A decoded statement proves nothing until its `verify` has returned.
public protocol AuthorityStatement: Hashable, Sendable {
    /// The encoding, signature included.
    var bytes: [UInt8] { get }
    /// Whose statement it claims to be.
    var authority: AuthorityFingerprint { get }
    /// What keeps a signature on this kind of statement from fitting another.
    static var signatureDomain: String { get }

    /// Reads a statement; does not verify it.
    ///
    /// - Throws: ``StatementError/malformed(_:)``.
    init(bytes: [UInt8]) throws(StatementError)
}

extension AuthorityStatement {
    /// Checks who made the statement, and nothing about time.
    ///
    /// - Throws: ``StatementError/wrongAuthority``, ``StatementError/badSignature``.
    public func verifyOrigin(by description: AuthorityDescription) throws(StatementError) {
        guard authority == description.fingerprint else { throw .wrongAuthority }
        let bodyLength = bytes.count - Ed25519.signatureByteCount
        let message = Self.signedMessage(Array(bytes[..<bodyLength]))
        guard description.publicKey.verify(Array(bytes[bodyLength...]), of: message) else { throw .badSignature }
    }

    static func signedMessage(_ body: [UInt8]) -> [UInt8] { frame([UInt8](utf8: signatureDomain), body) }

    /// Writes, signs and reads back a statement, so that what is issued obeys every bound that a reader enforces.
    static func issue(
        magic: String, by description: AuthorityDescription, signedBy key: borrowing Ed25519.PrivateKey,
        fields: (inout ByteWriter) -> Void
    ) throws(StatementError) -> Self {
        guard key.publicKey == description.publicKey else { throw .wrongAuthority }
        var writer = ByteWriter()
        writer.raw([UInt8](utf8: magic))
        writer.u8(FormatVersion.byte)
        writer.raw(description.fingerprint.bytes)
        fields(&writer)
        return try Self(bytes: writer.bytes + key.sign(signedMessage(writer.bytes)))
    }
}

extension ByteReader {
    /// Reads what every statement begins with.
    mutating func statementStart(magic: String, _ what: String) throws(MalformedInput) -> AuthorityFingerprint {
        try expect([UInt8](utf8: magic), "the magic number of \(what)")
        guard try u8("a version") == FormatVersion.byte else { throw MalformedInput(offset: 8, reason: "\(what) of an unknown version") }
        guard let fingerprint = AuthorityFingerprint(bytes: try raw(AuthorityFingerprint.byteCount, "a fingerprint")) else {
            throw MalformedInput(offset: 9, reason: "a fingerprint has 32 bytes")
        }
        return fingerprint
    }

    /// Steps over the signature, behind which nothing may stand.
    mutating func statementEnd() throws(MalformedInput) {
        _ = try raw(Ed25519.signatureByteCount, "a signature")
        try finish()
    }
}

/// How far the clocks of an authority and of its users may differ, in seconds.
public let permittedClockDifference: UInt64 = 300

/// Why a signed statement is not believed.
public enum StatementError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The signature is not that of the key that ought to have made it.
    case badSignature
    /// Its validity has ended, without any grace for clocks.
    case expired
    /// Its time lies in the future, beyond the permitted difference of clocks.
    case notYetValid
    /// Another authority made it than the pinned one.
    case wrongAuthority
    /// It is meant for another user, or sealed to other keys.
    case wrongRecipient
    /// It is older than one that was seen before.
    case rolledBack
    /// Its bytes break the format.
    case malformed(MalformedInput)

    public var description: String {
        switch self {
        case .badSignature: "the signature does not fit"
        case .expired: "it has expired"
        case .notYetValid: "it is not valid yet"
        case .wrongAuthority: "another authority made it than the pinned one"
        case .wrongRecipient: "it is meant for another user"
        case .rolledBack: "it is older than one seen before"
        case .malformed(let reason): "\(reason)"
        }
    }
}
