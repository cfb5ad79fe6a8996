import AccessPolicy
import AttributeKeyRing
import HTTPTransport
import HealthRecord
import Identity
import LocalFiles
import SealedRecord
import ServerClients
import Cryptography
import Workstation

/// What whoever typed a command can do about a failure on the user's side.
enum ClientHints {
    private static let lyingStore = "the store was rolled back or lies: ask its operator"

    static func hint(_ error: any Error) -> String? {
        switch error {
        case let error as ClientError: client(error)
        case RemoteError.refused(let refusal): refusal.remedy
        case let error as FileError: file(error)
        case let error as HTTPClientError: error.remedy
        case let error as SealedRecordError: record(error)
        case KeyRingError.statement(let reason): statement(reason)
        case is KeyRingError: "ask the authority to issue the key again"
        case let error as StatementError: statement(error)
        case VaultError.malformed: "restore the file from a backup"
        case is PolicyError: "medseal policy check explains the language with an example"
        case is HealthRecordError: "docs/fhir.md tells what a record is"
        default: nil
        }
    }

    private static func client(_ error: ClientError) -> String? {
        switch error {
        case .noUser: "medseal user enrol applies for a key; --home names another folder"
        case .userExists: "medseal user status shows it; --home names another folder"
        case .damaged(let path, _):
            path.hasSuffix("/seen-records")
                ? "delete it to go on; a store that serves old versions is then not noticed" : "restore the file from a backup"
        case .otherAuthority: "do not go on: ask the administrator which one is right"
        case .notApproved: "medseal user status asks it"
        case .certificateExpired: "ask the authority to renew it, then medseal user status"
        case .revoked: "ask its administrator"
        case .noStore: "give --store URL"
        case .record(let fault): self.fault(fault)
        case .outcomeUnknown: "look at the record with medseal record get before you repeat the command"
        case .noPatientFound, .severalPatientsFound: "give --record RECORD"
        case .tooManyDocuments, .tooManyParts, .noPlaceForIndex: nil
        }
    }

    private static func fault(_ fault: RecordFault) -> String? {
        switch fault {
        case .changedMeanwhile: "look at the present version, and repeat the change on it"
        case .anotherRecord, .tagOfAnotherState: "the store lies: ask its operator"
        case .otherEnvelopeThanSeen, .otherHistoryThanSeen: "the store shows another history, or the record's author has made two: ask both"
        case .formerOwner: "rely on what the present owner has written"
        case .withheld: "ask the store's operator for the record, or for its owner's statement of deletion"
        case .notHolder: "ask the record's owner, who may hand it over by medseal record hand-over"
        case .otherReaders: "give --policy to choose who may read it, or --as-rewrapped to take the readers that it has"
        case .deletedBefore, .olderThanSeen: lyingStore
        case .otherContentThanSeen: "ask the record's author and the store's operator"
        case .tooLong: "medseal record get fetches it as a file"
        case .tooManyParts, .impossiblePart, .foreignPart: "ask the record's author"
        }
    }

    private static func file(_ error: FileError) -> String? {
        switch error {
        case .exists: "give another name, or --force to replace it"
        case .readableByOthers(let path): "chmod 600 \(path), and consider what it holds as seen"
        default: nil
        }
    }

    private static func record(_ error: SealedRecordError) -> String? {
        switch error {
        case .policyNotSatisfied:
            "medseal policy check tells which attributes are missing; if the key is old, medseal user status fetches a renewed one"
        case .unsupportedVersion, .unknownCriticalStanza, .needsDeletionSecrets: "a newer version of medseal may open it"
        case .untrustedAuthor, .untrustedRewrapper, .invalidSuccession, .contributionSignature: "do not rely on this record; ask its author"
        case .malformed, .forbiddenStanza, .contentSignature, .envelopeSignature, .alteredPayload, .wrongLength, .damagedStanza,
            .alteredPadding:
            "the record was damaged or forged: fetch it again, or ask its author"
        case .wrongPassphrase, .invalidRequest, .noStanza: nil
        }
    }

    private static func statement(_ error: StatementError) -> String {
        if case .expired = error { "ask the authority to renew it" } else { "compare the authority's fingerprint by another channel" }
    }
}

extension Notice {
    /// One line for whoever typed the command.
    var text: String {
        func words(_ error: any Error) -> String { FailureTranslation.failure(for: error).message }
        return switch self {
        case .newHolder(let id, let from, let to): "record \(id) has another owner than when you saw it last: \(to), before \(from)"
        case .notFindable(let error): "the record is stored, but cannot be searched for yet: \(words(error)); medseal index rebuild mends it"
        case .falseIndexKey: "the store calls a record an index key that is none, and it was left as it is"
        case .unusableIndexKey(let error): "an index key cannot be used, so that what is found by it is missing: \(words(error))"
        case .leftBehind(let count): "\(count) parts, documents or readings of the record could not be deleted"
        case .notShared(let count): "\(count) documents or readings of the record could not be shared with it"
        case .unfinished(let error): "what an interrupted command left to do could not be done yet: \(words(error))"
        }
    }
}
