import AccessPolicy
import AttributeKeyRing
import Framing
import HTTPTransport
import HealthRecord
import Identity
import LocalFiles
import SealedRecord
import ServerClients
import Cryptography

/// What kind of failure an error is. Every face shows these differently: the command line has an exit code for each, the
/// portal a page.
public enum FailureKind: CaseIterable, Sendable {
    /// Any failure that has no kind of its own.
    case general
    /// What was asked for cannot be.
    case usage
    /// Some of several things were done.
    case partial
    /// A file, record, request or user that does not exist.
    case notFound
    /// Something else was changed meanwhile, or exists already.
    case conflict
    case wrongPassphrase
    /// None of the keys at hand satisfies the policy.
    case policyNotSatisfied
    /// Bytes that were altered, cut off or forged.
    case integrity
    /// A revoked user, an expired certificate or key.
    case revokedOrExpired
    /// The authority or the store could not be reached, or answered with an error.
    case remote
    case interrupted

    /// The kind of an error of this module or of one below it.
    public init(_ error: any Error) {
        self =
            switch error {
            case let error as ClientError: Self.client(error)
            case let error as RemoteError: Self.remote(error)
            case let error as FileError: Self.file(error)
            case let error as SealedRecordError: Self.record(error)
            case let error as KeyRingError: Self.ring(error)
            case let error as StatementError: Self.statement(error)
            case let error as VaultError: Self.vault(error)
            case is PolicyError: .usage
            case is HTTPClientError: .remote
            case is MalformedInput: .integrity
            default: .general
            }
    }

    private static func client(_ error: ClientError) -> FailureKind {
        switch error {
        case .noUser, .notApproved, .noPatientFound: .notFound
        case .userExists, .severalPatientsFound, .record(.changedMeanwhile): .conflict
        case .damaged, .otherAuthority: .integrity
        case .certificateExpired, .revoked: .revokedOrExpired
        case .noStore, .tooManyDocuments, .tooManyParts, .record(.notHolder), .record(.otherReaders): .usage
        case .record(let fault): fault.isOfIntegrity ? .integrity : .general
        case .outcomeUnknown: .remote
        case .noPlaceForIndex: .general
        }
    }

    private static func remote(_ error: RemoteError) -> FailureKind {
        guard case .refused(let refusal) = error else { return .remote }
        if refusal.isOfCertificate { return .revokedOrExpired }
        if isNotFound(error) { return .notFound }
        return refusal.isConflict ? .conflict : .remote
    }

    private static func file(_ error: FileError) -> FailureKind {
        switch error {
        case .notFound: .notFound
        case .exists: .conflict
        case .isFolder, .tooLarge, .readableByOthers: .usage
        case .notSeekable, .outputClosed, .system: .general
        }
    }

    private static func record(_ error: SealedRecordError) -> FailureKind {
        switch error {
        case .policyNotSatisfied: .policyNotSatisfied
        case .wrongPassphrase: .wrongPassphrase
        case .invalidRequest, .noStanza: .usage
        case .unsupportedVersion, .unknownCriticalStanza, .needsDeletionSecrets: .general
        case .untrustedAuthor, .untrustedRewrapper, .malformed, .forbiddenStanza, .contentSignature, .envelopeSignature, .alteredPayload,
            .wrongLength, .damagedStanza, .invalidSuccession, .contributionSignature, .alteredPadding:
            .integrity
        }
    }

    private static func ring(_ error: KeyRingError) -> FailureKind {
        if case .statement(let reason) = error { return statement(reason) }
        return .integrity
    }

    private static func statement(_ error: StatementError) -> FailureKind {
        if case .expired = error { return .revokedOrExpired }
        return .integrity
    }

    private static func vault(_ error: VaultError) -> FailureKind {
        switch error {
        case .wrongPassphrase: .wrongPassphrase
        case .malformed: .integrity
        default: .general
        }
    }
}

extension FailureKind {
    /// Whether a failure says something about one record and what the store gave for it, and nothing about the store, the user
    /// or this machine: others are to be gone on with.
    public static func isAboutOneRecord(_ error: any Error) -> Bool {
        switch error {
        case is SealedRecordError, is MalformedInput: true
        case ClientError.record: true
        default: false
        }
    }

    /// Whether the server itself says that there is no such record, or none any more; a machine in between knows nothing of it.
    static func isNotFound(_ error: any Error) -> Bool {
        if case RemoteError.refused(let refusal) = error { refusal.isNotFound && refusal.isDefinite } else { false }
    }

    /// Whether there was such a record, and it was deleted.
    static func isGone(_ error: any Error) -> Bool {
        if case RemoteError.refused(let refusal) = error { refusal.isGone } else { false }
    }

    /// Whether somebody else wrote before.
    static func isConflict(_ error: any Error) -> Bool { FailureKind(error) == .conflict }
}
