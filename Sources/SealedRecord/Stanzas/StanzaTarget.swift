public import Framing
public import Identity
public import AttributeEncryption
import Cryptography

/// An authority's realm: its users' keys come from these parameters.
public struct Realm: Sendable {
    /// Of the authority's description, which names the realm.
    public let fingerprint: AuthorityFingerprint
    /// The authority's.
    public let parameters: PublicParameters

    /// - Parameters:
    ///   - fingerprint: of the authority's description.
    ///   - parameters: those in it.
    public init(_ fingerprint: AuthorityFingerprint, _ parameters: PublicParameters) {
        self.fingerprint = fingerprint
        self.parameters = parameters
    }

    /// The realm of an authority.
    ///
    /// - Throws: `MalformedInput` if its parameters are none of this program's.
    public init(_ authority: AuthorityDescription) throws(MalformedInput) {
        self.init(authority.fingerprint, try PublicParameters(bytes: authority.publicParameters))
    }
}

/// What a stanza is made for, and what it is bound to.
public struct StanzaTarget: Equatable, Sendable {
    /// The record, which the wrapping authenticates: in another record the stanza is useless.
    public let recordID: RecordID
    /// The content version, from 1, which the wrapping authenticates too.
    public let contentVersion: UInt64
    /// The epoch that a reader's key must have reached.
    public let epoch: UInt32
    /// The number of the revocation list that the sealer knew.
    public let revocationSequence: UInt64
    /// The envelope's, 32 bytes: fresh in each, so that no key is made twice.
    let salt: [UInt8]

    init(recordID: RecordID, contentVersion: UInt64, epoch: UInt32, revocationSequence: UInt64, salt: [UInt8]) {
        self.recordID = recordID
        self.contentVersion = contentVersion
        self.epoch = epoch
        self.revocationSequence = revocationSequence
        self.salt = salt
    }

    /// - Parameters:
    ///   - realm: `nil` for a stanza without one.
    ///   - index: the stanza's place in its envelope, from 0.
    func binding(_ type: UInt16, _ realm: AuthorityFingerprint?, at index: Int) -> KeyWrap.Binding {
        KeyWrap.Binding(
            context: [
                salt, type.bigEndianBytes, realm?.bytes ?? [], realm == nil ? [] : epoch.bigEndianBytes, recordID.bytes,
                contentVersion.bigEndianBytes, UInt16(index).bigEndianBytes,
            ])
    }
}

/// The salt of an envelope.
public enum EnvelopeSalt {
    /// Length in bytes.
    public static let byteCount = 32

    /// A new one from the system's randomness: one for each envelope that is ever made.
    public static func random() -> [UInt8] {
        var system = SystemRandomNumberGenerator()
        return random(using: &system)
    }

    /// A new one from the next 32 bytes of `source`.
    public static func random(using source: inout some RandomNumberGenerator) -> [UInt8] {
        SecretBytes(randomCount: byteCount, using: &source).revealed()
    }
}
