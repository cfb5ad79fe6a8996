import Framing
public import Cryptography

/// What a certified user may do to records.
public struct Capabilities: OptionSet, Hashable, Sendable {
    /// Bit 0 author, bit 1 re-wrap; a certificate with any other bit is refused.
    public let rawValue: UInt8

    /// From the byte of a certificate, unchecked.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Create records, and update and delete one's own.
    public static let author = Capabilities(rawValue: 1)
    /// Give any record that one can read a new envelope.
    public static let rewrap = Capabilities(rawValue: 2)

    static let all: Capabilities = [.author, .rewrap]
}

/// The authority's word on whose keys these are and what their owner may do. Magic "MEDSEALC", signature domain
/// "MEDSEAL-V1-CERTIFICATE"; fields behind ``AuthorityStatement``'s common start:
///
///     bytes
///     8       serial number
///     4 + k   first signing key, framed: 32 bytes if the user's signing key was replaced, else empty
///     1       form of the name: 0 in clear; others are reserved
///     4 + n   display name, framed, 1…256 bytes of UTF-8
///     4 + n   department, framed, 0…256
///     4 + n   licence number, framed, 0…256
///     4 + n   hospital, as the administrator approved it, framed, 0…256
///     32      Ed25519 public key
///     32      X25519 public key
///     4       hash of another key for deliveries, framed: empty; others are reserved
///     4       subtree of the user's devices: below 2^20
///     1       capabilities: bit 0 author, bit 1 re-wrap
///     8       valid from: Unix seconds
///     8       valid until, exclusive: Unix seconds
///     4       epoch of the attribute key issued with it
///     …       ``Extensions``
public struct Certificate: AuthorityStatement {
    /// "MEDSEAL-V1-CERTIFICATE".
    public static let signatureDomain = "MEDSEAL-V1-CERTIFICATE"
    /// No encoding is longer: room for keys and signatures that quantum computers do not break.
    public static let greatestByteCount = 8192
    /// Subtrees of devices are numbered below it.
    public static let deviceSubtreeLimit: UInt32 = 1 << 20

    /// Who somebody is, for people, as the authority approved it: each text at most 256 bytes of UTF-8 without control characters.
    public struct Name: Hashable, Sendable {
        /// Not empty, not unique.
        public var displayName: String
        /// Part of the hospital; may be empty.
        public var department: String
        /// Licence to practise; may be empty.
        public var licenceNumber: String

        /// Takes the texts as they are; issuing checks their bounds.
        public init(displayName: String, department: String = "", licenceNumber: String = "") {
            self.displayName = displayName
            self.department = department
            self.licenceNumber = licenceNumber
        }
    }

    /// The encoding, signature included: at most ``greatestByteCount`` bytes.
    public let bytes: [UInt8]
    /// Fingerprint of the authority that it claims to come from.
    public let authority: AuthorityFingerprint
    /// Never used twice by one authority.
    public let serial: UInt64
    /// The identifier of the user's first signing key.
    public let userID: UserID
    /// The key after which the user is named, if ``signingKey`` has replaced it: such a certificate counts only together with a
    /// succession from the user to that key.
    public let firstSigningKey: Ed25519.PublicKey?
    /// Whom the authority enrolled, for people.
    public let name: Name
    /// Where the user works, as the administrator approved it; may be empty.
    public let hospital: String
    /// Verifies what the user signs: records and requests to a store.
    public let signingKey: Ed25519.PublicKey
    /// Attribute keys are sealed to it (``KeyDelivery``).
    public let agreementKey: X25519.PublicKey
    /// Which 16 device leaves are the user's: below ``deviceSubtreeLimit``.
    public let deviceSubtree: UInt32
    /// What the user may do to records; reading needs none, only attributes.
    public let capabilities: Capabilities
    /// Unix seconds.
    public let notBefore: UInt64
    /// Unix seconds; the certificate is not valid in that second any more.
    public let notAfter: UInt64
    /// Epoch of the attribute key that was issued with it: below ``EpochStatement/epochLimit``.
    public let epoch: UInt32
    /// What later versions add.
    public let extensions: Extensions

    /// Whom the authority enrolled, for people: 1…256 bytes of UTF-8 without control characters, not unique.
    public var displayName: String { name.displayName }

    /// How a list shows the user: name, hospital if there is one, short identifier. A name proves which key, not which human, so two
    /// people of one name are told apart.
    public var label: String { "\(name.displayName)\(hospital.isEmpty ? "" : ", \(hospital)") (\(userID.short))" }

    /// Reads a certificate; proves nothing until it is verified.
    ///
    /// - Throws: ``StatementError/malformed(_:)``.
    public init(bytes: [UInt8]) throws(StatementError) {
        do throws(MalformedInput) {
            guard bytes.count <= Self.greatestByteCount else { throw MalformedInput(reason: "a certificate is longer than any can be") }
            var reader = ByteReader(bytes)
            authority = try reader.statementStart(magic: Self.magic, "a certificate")
            serial = try reader.u64("a serial number")
            firstSigningKey = try reader.optionalSigningKey("the first signing key")
            guard try reader.u8("the form of a name") == 0 else { throw reader.malformed("a name in a form that is not known here") }
            name = Name(
                displayName: try reader.displayText("a display name"), department: try reader.displayText("a department", allowingEmpty: true),
                licenceNumber: try reader.displayText("a licence number", allowingEmpty: true))
            hospital = try reader.displayText("a hospital", allowingEmpty: true)
            signingKey = try reader.signingKey("the signing key")
            guard firstSigningKey != signingKey else { throw reader.malformed("a signing key that replaces itself") }
            agreementKey = try reader.agreementKey("the agreement key")
            guard try reader.framed(atMost: 32, "the hash of a key").isEmpty else { throw reader.malformed("a key of a kind that is not known here") }
            deviceSubtree = try reader.u32("a subtree of devices")
            guard deviceSubtree < Self.deviceSubtreeLimit else { throw reader.malformed("a subtree of devices is below 2^20") }
            capabilities = Capabilities(rawValue: try reader.u8("capabilities"))
            guard Capabilities.all.isSuperset(of: capabilities) else { throw reader.malformed("unknown capabilities") }
            notBefore = try reader.u64("a time")
            notAfter = try reader.u64("a time")
            guard notBefore < notAfter else { throw reader.malformed("a validity that ends before it begins") }
            epoch = try reader.epoch()
            extensions = try Extensions(from: &reader)
            try reader.statementEnd()
        } catch {
            throw .malformed(error)
        }
        userID = UserID(firstSigningKey: firstSigningKey ?? signingKey)
        self.bytes = bytes
    }

    public static func == (a: Certificate, b: Certificate) -> Bool { a.bytes == b.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// Certifies a user; `firstSigningKey` is given only if `signingKey` has replaced it.
    ///
    /// - Throws: ``StatementError/malformed(_:)`` if a field breaks its bounds, ``StatementError/wrongAuthority`` if
    ///   `key` is not that of `authority`.
    public static func issue(
        serial: UInt64, name: Name, hospital: String, firstSigningKey: Ed25519.PublicKey? = nil, signingKey: Ed25519.PublicKey,
        agreementKey: X25519.PublicKey, deviceSubtree: UInt32, capabilities: Capabilities, notBefore: UInt64, notAfter: UInt64, epoch: UInt32,
        by authority: AuthorityDescription, signedBy key: borrowing Ed25519.PrivateKey
    ) throws(StatementError) -> Certificate {
        try issue(magic: magic, by: authority, signedBy: key) { writer in
            writer.u64(serial)
            writer.framed(firstSigningKey?.bytes ?? [])
            writer.u8(0)
            writer.framed(name.displayName)
            writer.framed(name.department)
            writer.framed(name.licenceNumber)
            writer.framed(hospital)
            writer.raw(signingKey.bytes)
            writer.raw(agreementKey.bytes)
            writer.framed([])
            writer.u32(deviceSubtree)
            writer.u8(capabilities.rawValue)
            writer.u64(notBefore)
            writer.u64(notAfter)
            writer.u32(epoch)
            Extensions.none.write(to: &writer)
        }
    }

    /// Checks origin and time; whether it was revoked, a ``RevocationList`` says.
    ///
    /// - Parameters:
    ///   - authority: the pinned one.
    ///   - now: Unix seconds.
    /// - Throws: ``StatementError/wrongAuthority``, ``StatementError/badSignature``, ``StatementError/notYetValid``,
    ///   ``StatementError/expired``.
    public func verify(by authority: AuthorityDescription, at now: UInt64) throws(StatementError) {
        try verifyOrigin(by: authority)
        guard now >= notBefore else { throw .notYetValid }
        guard now < notAfter else { throw .expired }
    }

    private static let magic = "MEDSEALC"
}
