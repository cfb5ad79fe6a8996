import Framing
public import Cryptography

/// A person's application to an authority: who they say they are, which attributes they ask for, and their public keys,
/// signed with the key that they apply for. Everything in it is a claim, for a human to check.
///
///     offset  bytes
///     0       8       magic: "MEDSEALQ"
///     8       1       version: `FormatVersion`
///     9       32      fingerprint of the authority applied to
///     41      32      Ed25519 public key
///     73      32      X25519 public key
///     105     8       created: Unix seconds
///     113     4 + n   display name, framed, 1…256 bytes of UTF-8
///     …       4 + n   hospital, framed, 0…256
///     …       4 + n   department, framed, 0…256
///     …       4 + n   licence number, framed, 0…256
///     …       4       number of attributes: at most 64
///     …       4 + n   each attribute, framed, 1…256
///     …       64      Ed25519 signature of frame("MEDSEAL-V1-ENROLMENT-REQUEST", everything in front of it)
public struct EnrolmentRequest: Hashable, Sendable {
    /// Most attributes that one request may name.
    public static let greatestAttributeCount = 64
    /// No encoding is longer.
    public static let greatestByteCount = 113 + 4 * 260 + 4 + greatestAttributeCount * 260 + Ed25519.signatureByteCount

    /// What a person says about themselves: each text at most 256 bytes of UTF-8 without control characters.
    public struct Claims: Hashable, Sendable {
        /// Not empty.
        public var displayName: String
        /// Where they work; may be empty.
        public var hospital: String
        /// Which part of the hospital; may be empty.
        public var department: String
        /// Their licence to practise, for whoever decides at the authority; may be empty.
        public var licenceNumber: String
        /// At most 64, none empty.
        public var attributes: [String]

        /// Takes the texts as they are; ``EnrolmentRequest/init(_:to:by:created:)`` checks their bounds.
        public init(
            displayName: String, hospital: String, department: String, licenceNumber: String, attributes: [String]
        ) {
            self.displayName = displayName
            self.hospital = hospital
            self.department = department
            self.licenceNumber = licenceNumber
            self.attributes = attributes
        }
    }

    /// The encoding, signature included.
    public let bytes: [UInt8]
    /// Fingerprint of the authority that is asked; no other takes the request.
    public let authority: AuthorityFingerprint
    /// The key under which the request is signed, and later all that the user signs.
    public let signingKey: Ed25519.PublicKey
    /// The key to which the authority will seal attribute keys.
    public let agreementKey: X25519.PublicKey
    /// Unix seconds.
    public let created: UInt64
    /// What the user says of themselves; people at the authority find out whether it is true.
    public let claims: Claims

    /// The identifier that the user will have: that of the signing key.
    public var userID: UserID { UserID(firstSigningKey: signingKey) }

    /// Names the request: the first 16 bytes of SHA-256 of what is signed. The same request has the same identifier
    /// however often it is submitted.
    public var id: RequestID {
        RequestID(ofSigned: Self.signedMessage(Array(bytes[..<(bytes.count - Ed25519.signatureByteCount)])))
    }

    /// Writes and signs a request.
    ///
    /// - Parameters:
    ///   - claims: what the user says of themselves.
    ///   - authority: the one that is asked, as the user pinned it.
    ///   - user: whose keys the request is for, and who signs it.
    ///   - created: Unix seconds.
    /// - Throws: ``StatementError/malformed(_:)`` if a claim breaks its bounds.
    public init(
        _ claims: Claims, to authority: AuthorityFingerprint, by user: borrowing UserIdentity, created: UInt64
    ) throws(StatementError) {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.u8(FormatVersion.byte)
        writer.raw(authority.bytes)
        writer.raw(user.signingKey.publicKey.bytes)
        writer.raw(user.agreementKey.publicKey.bytes)
        writer.u64(created)
        writer.framed(claims.displayName)
        writer.framed(claims.hospital)
        writer.framed(claims.department)
        writer.framed(claims.licenceNumber)
        writer.u32(UInt32(truncatingIfNeeded: claims.attributes.count))
        for attribute in claims.attributes { writer.framed(attribute) }
        try self.init(bytes: writer.bytes + user.signingKey.sign(Self.signedMessage(writer.bytes)))
    }

    /// Reads a request and checks its signature.
    ///
    /// - Throws: ``StatementError/malformed(_:)``, ``StatementError/badSignature``.
    public init(bytes: [UInt8]) throws(StatementError) {
        let bodyLength: Int
        do throws(MalformedInput) {
            var reader = ByteReader(bytes)
            authority = try reader.statementStart(magic: "MEDSEALQ", "an enrolment request")
            signingKey = try reader.signingKey("the signing key")
            agreementKey = try reader.agreementKey("the agreement key")
            created = try reader.u64("a time")
            let displayName = try reader.displayText("a display name")
            let hospital = try reader.displayText("a hospital", allowingEmpty: true)
            let department = try reader.displayText("a department", allowingEmpty: true)
            let licenceNumber = try reader.displayText("a licence number", allowingEmpty: true)
            let count = try reader.u32("a number of attributes")
            guard count <= UInt32(Self.greatestAttributeCount) else {
                throw reader.malformed("at most \(Self.greatestAttributeCount) attributes allowed")
            }
            var attributes: [String] = []
            for _ in 0..<count { attributes.append(try reader.displayText("an attribute")) }
            claims = Claims(
                displayName: displayName, hospital: hospital, department: department, licenceNumber: licenceNumber,
                attributes: attributes)
            bodyLength = reader.offset
            try reader.statementEnd()
        } catch {
            throw .malformed(error)
        }
        let message = Self.signedMessage(Array(bytes[..<bodyLength]))
        guard signingKey.verify(Array(bytes[bodyLength...]), of: message) else { throw .badSignature }
        self.bytes = bytes
    }

    /// Checks that the request was made for this authority, and not in the future.
    ///
    /// - Parameters:
    ///   - authority: who reads the request.
    ///   - now: Unix seconds.
    /// - Throws: ``StatementError/wrongAuthority``, ``StatementError/notYetValid``.
    public func verify(for authority: AuthorityDescription, at now: UInt64) throws(StatementError) {
        guard self.authority == authority.fingerprint else { throw .wrongAuthority }
        guard created <= now || created - now <= permittedClockDifference else { throw .notYetValid }
    }

    private static let magic = [UInt8](utf8: "MEDSEALQ")

    private static func signedMessage(_ body: [UInt8]) -> [UInt8] {
        frame([UInt8](utf8: "MEDSEAL-V1-ENROLMENT-REQUEST"), body)
    }
}

/// Names an enrolment request: 16 bytes, written as 32 lower-case hexadecimal digits.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// Length in bytes: half a SHA-256.
    public static let byteCount = 16

    /// 16 bytes.
    public let bytes: [UInt8]

    init(ofSigned message: [UInt8]) { bytes = Array(SHA256.hash(message)[..<Self.byteCount]) }

    /// `nil` unless `bytes` has 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the text form; `nil` unless it is 32 lower-case hexadecimal digits.
    public init?(_ text: String) {
        guard let bytes = Hexadecimal.decode(text), Hexadecimal.encode(bytes) == text else { return nil }
        self.init(bytes: bytes)
    }

    public var description: String { Hexadecimal.encode(bytes) }
}
