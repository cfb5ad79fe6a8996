import Framing
import HTTPTransport
import HealthRecord
import Identity
import KeyAuthority
import LocalFiles
import PortalPages
import SealedRecord
import ServerClients
import Workstation

extension FailureReason {
    /// What a page says of an error. Pages have their own words, in the reader's language: no other module's text is shown.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as ClientError: Self.client(error)
            case let error as RemoteError: Self.remote(error)
            case let error as AuthorityError: Self.authority(error)
            case let error as HTTPClientError: Self.transfer(error)
            case let error as SealedRecordError: Self.record(error)
            case let error as StatementError: error == .expired ? .certificateEnded : .otherAuthority
            case is MalformedInput: .alteredRecord
            case is HealthRecordError: .noPatient
            case is FileError: .damagedFile
            default: .other
            }
    }

    private static func client(_ error: ClientError) -> FailureReason {
        switch error {
        case .noUser, .userExists, .noStore, .tooManyParts, .noPlaceForIndex, .noPatientFound, .severalPatientsFound: .other
        case .damaged: .damagedFile
        case .otherAuthority: .otherAuthority
        case .notApproved: .notApproved
        case .certificateExpired: .certificateEnded
        case .revoked: .revoked
        case .record(let fault): Self.fault(fault)
        case .outcomeUnknown: .noAnswer
        case .tooManyDocuments: .tooManyDocuments
        }
    }

    private static func fault(_ fault: RecordFault) -> FailureReason {
        switch fault {
        case .changedMeanwhile: .changedMeanwhile
        case .anotherRecord, .tagOfAnotherState: .storeLies
        case .otherEnvelopeThanSeen, .otherHistoryThanSeen, .formerOwner: .otherHistory
        case .withheld: .withheld
        case .notHolder: .notHolder
        case .otherReaders: .otherReaders
        case .deletedBefore: .deletedBefore
        case .olderThanSeen: .olderThanSeen
        case .otherContentThanSeen: .otherContentThanSeen
        case .tooLong: .tooLong
        case .tooManyParts, .impossiblePart, .foreignPart: .foreignPart
        }
    }

    private static func remote(_ error: RemoteError) -> FailureReason {
        guard case .refused(let refusal) = error else { return .notUnderstood }
        if refusal.isOfCertificate { return refusal.code == "revoked" || refusal.code == "certificate-revoked" ? .revoked : .certificateEnded }
        if refusal.isConflict { return .changedMeanwhile }
        return refusal.status == 507 ? .storeIsFull : .refused
    }

    private static func authority(_ error: AuthorityError) -> FailureReason {
        switch error {
        case .alreadyDecided, .alreadyEnrolled: .alreadyDecided
        case .revoked: .userRevoked
        case .attributes, .tooManyAttributes: .attributesNotGranted
        case .epoch: .epochNotNext
        case .corrupt, .auditTrail: .damagedDatabase
        case .vault(.wrongPassphrase): .wrongPassphrase
        default: .other
        }
    }

    private static func transfer(_ error: HTTPClientError) -> FailureReason {
        switch error {
        case .unknownHost, .cannotConnect, .invalidURL: .cannotConnect
        case .tls, .cleartext: .serverNotTrusted
        case .timeout, .interrupted, .shortBody: .noAnswer
        case .tooLarge: .notUnderstood
        case .invalidHeader, .other: .other
        }
    }

    private static func record(_ error: SealedRecordError) -> FailureReason {
        switch error {
        case .untrustedAuthor: .untrustedAuthor
        case .untrustedRewrapper: .untrustedRewrapper
        case .invalidSuccession, .contributionSignature: .noRight
        case .unsupportedVersion, .unknownCriticalStanza, .needsDeletionSecrets: .newerFormat
        case .malformed, .alteredPadding, .forbiddenStanza, .contentSignature, .envelopeSignature, .alteredPayload, .wrongLength, .damagedStanza:
            .alteredRecord
        case .policyNotSatisfied, .wrongPassphrase, .noStanza, .invalidRequest: .other
        }
    }
}
