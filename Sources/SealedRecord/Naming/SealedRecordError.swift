public import Framing

/// Why a sealed record could not be made, verified or opened.
public enum SealedRecordError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes are not a sealed record, or break its format.
    case malformed(MalformedInput)
    /// The file is a sealed record of another format version.
    case unsupportedVersion
    /// A stanza of a type that this program does not know says that it must be understood.
    case unknownCriticalStanza(UInt16)
    /// A stanza's policy does not carry the envelope's epoch as its condition, or stands in the wrong kind of container.
    case forbiddenStanza(String)
    /// The author's certificate was not issued by the pinned authority, or not for the time of signing.
    case untrustedAuthor(String)
    /// The envelope's signer is not certified, or is neither the author nor a certified re-wrapper.
    case untrustedRewrapper(String)
    /// The author's signature does not fit the content statement.
    case contentSignature
    /// The signature of the envelope does not fit it, or it belongs to another content.
    case envelopeSignature
    /// What ties an entry to its chart is missing, is another entry's, or was not signed by its author.
    case contributionSignature
    /// The author is neither the record's owner nor somebody to whom signed successions lead.
    case invalidSuccession(String)
    /// What stands behind the content does not fit its length.
    case alteredPadding
    /// The content can be opened only together with secrets of key managers, of which this program knows none.
    case needsDeletionSecrets
    /// The payload or its hashes are not those that the author signed.
    case alteredPayload
    /// The record ends before its signed length, or goes on behind it.
    case wrongLength
    /// None of the keys at hand satisfies any of these policies.
    case policyNotSatisfied([String])
    /// The passphrase opens none of the stanzas.
    case wrongPassphrase
    /// No stanza can be opened with the kind of key at hand.
    case noStanza
    /// A stanza that the key should open was damaged, or made for another record.
    case damagedStanza
    /// Something given by the caller does not fit: a policy that is too large, a shared key of another epoch.
    case invalidRequest(String)

    public var description: String {
        switch self {
        case .malformed(let reason): "not a sealed record: \(reason)"
        case .unsupportedVersion: "the record has a format version that this program does not know"
        case .unknownCriticalStanza(let type): "the record demands that stanza type \(type) is understood, which it is not here"
        case .forbiddenStanza(let reason): "a stanza that must not be there: \(reason)"
        case .untrustedAuthor(let reason): "the author is not certified by the pinned authority: \(reason)"
        case .untrustedRewrapper(let reason): "the envelope's signer may not change who can read: \(reason)"
        case .contentSignature: "the author's signature does not fit the content"
        case .envelopeSignature: "the envelope's signature does not fit"
        case .contributionSignature: "what ties the entry to its chart does not fit"
        case .invalidSuccession(let reason): "its author has no right to the record: \(reason)"
        case .alteredPadding: "the content's length is not what its padding says"
        case .needsDeletionSecrets: "the record demands secrets of key managers, which this program does not know"
        case .alteredPayload: "the encrypted content is not what the author signed"
        case .wrongLength: "the record is shorter or longer than its author signed"
        case .policyNotSatisfied(let policies):
            "no key at hand satisfies \(policies.map { "\"\($0)\"" }.joined(separator: " or "))"
        case .wrongPassphrase: "wrong passphrase"
        case .noStanza: "the record cannot be opened with this kind of key"
        case .damagedStanza: "the record's key was damaged or belongs to another record"
        case .invalidRequest(let reason): reason
        }
    }
}
