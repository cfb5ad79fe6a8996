import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import Framing
import HealthRecord
import HTTPTransport
import Identity
import KeyAuthority
import RecordStore
import SQLiteDatabase
import SealedRecord
import StoreService
import Symmetric

/// What each module's typed errors mean to a user: message, hint and exit code.
enum FailureTranslation {
    static func failure(for error: any Error) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case let error as PolicyError:
            CommandFailure(.usage, "\(error)", hint: "medseal policy check explains the language with an example")
        case let error as SealedRecordError: record(error)
        case let error as KeyRingError: ring(error)
        case let error as StatementError: statement(error)
        case let error as AuthorityError: authority(error)
        case let error as VaultError: vault(error)
        case let error as HTTPClientError: CommandFailure(.remote, "\(error)", hint: error.remedy)
        case let error as RecordStoreError: CommandFailure(.general, "\(error)", hint: error.remedy)
        case let error as KeptStatementsError: CommandFailure(.general, "\(error)", hint: error.remedy)
        case let error as DatabaseError: CommandFailure(.general, "\(error)", hint: error.remedy)
        case let error as MalformedInput: CommandFailure(.integrity, "\(error)")
        case let error as HealthRecordError: CommandFailure(.general, "\(error)", hint: "docs/fhir.md tells what a record is")
        case let error as ServerError: CommandFailure(.general, "\(error)")
        default: CommandFailure(.general, "\(error)")
        }
    }

    private static func record(_ error: SealedRecordError) -> CommandFailure {
        switch error {
        case .policyNotSatisfied:
            CommandFailure(
                .policyNotSatisfied, "\(error)",
                hint: "medseal policy check tells which attributes are missing; if the key is old, medseal user status fetches a renewed one")
        case .wrongPassphrase: CommandFailure(.wrongPassphrase, "\(error)")
        case .invalidRequest, .noStanza: CommandFailure(.usage, "\(error)")
        case .unsupportedVersion, .unknownCriticalStanza:
            CommandFailure(.general, "\(error)", hint: "a newer version of medseal may open it")
        case .untrustedAuthor, .untrustedRewrapper:
            CommandFailure(.integrity, "\(error)", hint: "do not rely on this record; ask its author")
        case .malformed, .forbiddenStanza, .contentSignature, .envelopeSignature, .alteredPayload, .wrongLength, .damagedStanza:
            CommandFailure(.integrity, "\(error)", hint: "the record was damaged or forged: fetch it again, or ask its author")
        }
    }

    private static func ring(_ error: KeyRingError) -> CommandFailure {
        if case .statement(let reason) = error { return statement(reason) }
        return CommandFailure(.integrity, "\(error)", hint: "ask the authority to issue the key again")
    }

    private static func statement(_ error: StatementError) -> CommandFailure {
        switch error {
        case .expired: CommandFailure(.revokedOrExpired, "\(error)", hint: "ask the authority to renew it")
        default: CommandFailure(.integrity, "\(error)", hint: "compare the authority's fingerprint by another channel")
        }
    }

    private static func authority(_ error: AuthorityError) -> CommandFailure {
        let code: ExitCode =
            switch error {
            case .vault(.wrongPassphrase): .wrongPassphrase
            case .vault(.malformed), .corrupt, .auditTrail: .integrity
            case .unknownRequest, .unknownUser, .notInitialised: .notFound
            case .alreadyInitialised, .alreadyDecided, .alreadyPending, .alreadyEnrolled: .conflict
            case .revoked: .revokedOrExpired
            case .attributes, .tooManyAttributes, .epoch, .statement, .request: .usage
            default: .general
            }
        return CommandFailure(code, "\(error)", hint: error.remedy)
    }

    private static func vault(_ error: VaultError) -> CommandFailure {
        switch error {
        case .wrongPassphrase: CommandFailure(.wrongPassphrase, "\(error)")
        case .malformed: CommandFailure(.integrity, "\(error)", hint: "restore the file from a backup")
        default: CommandFailure(.general, "\(error)")
        }
    }
}
