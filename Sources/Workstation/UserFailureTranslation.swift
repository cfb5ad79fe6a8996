import AccessPolicy
import AttributeEncryption
import AttributeKeyRing
import Framing
import HealthRecord
import HTTPTransport
import Identity
import SealedRecord
import Cryptography

extension UserFailure {
    /// What another module's typed error means to a user: kind, message and hint.
    public init(_ error: any Error) { self = Self.translated(error) }

    private static func translated(_ error: any Error) -> UserFailure {
        switch error {
        case let failure as UserFailure: failure
        case let error as PolicyError:
            UserFailure(.usage, "\(error)", hint: "medseal policy check explains the language with an example")
        case let error as SealedRecordError: record(error)
        case let error as KeyRingError: ring(error)
        case let error as StatementError: statement(error)
        case let error as VaultError: vault(error)
        case let error as HTTPClientError: UserFailure(.remote, "\(error)", hint: error.remedy)
        case let error as MalformedInput: UserFailure(.integrity, "\(error)")
        case let error as HealthRecordError: UserFailure(.general, "\(error)", hint: "docs/fhir.md tells what a record is")
        default: UserFailure(.general, "\(error)")
        }
    }

    private static func record(_ error: SealedRecordError) -> UserFailure {
        switch error {
        case .policyNotSatisfied:
            UserFailure(
                .policyNotSatisfied, "\(error)",
                hint: "medseal policy check tells which attributes are missing; if the key is old, medseal user status fetches a renewed one")
        case .wrongPassphrase: UserFailure(.wrongPassphrase, "\(error)")
        case .invalidRequest, .noStanza: UserFailure(.usage, "\(error)")
        case .unsupportedVersion, .unknownCriticalStanza:
            UserFailure(.general, "\(error)", hint: "a newer version of medseal may open it")
        case .untrustedAuthor, .untrustedRewrapper:
            UserFailure(.integrity, "\(error)", hint: "do not rely on this record; ask its author")
        case .malformed, .forbiddenStanza, .contentSignature, .envelopeSignature, .alteredPayload, .wrongLength, .damagedStanza:
            UserFailure(.integrity, "\(error)", hint: "the record was damaged or forged: fetch it again, or ask its author")
        }
    }

    private static func ring(_ error: KeyRingError) -> UserFailure {
        if case .statement(let reason) = error { return statement(reason) }
        return UserFailure(.integrity, "\(error)", hint: "ask the authority to issue the key again")
    }

    private static func statement(_ error: StatementError) -> UserFailure {
        switch error {
        case .expired: UserFailure(.revokedOrExpired, "\(error)", hint: "ask the authority to renew it")
        default: UserFailure(.integrity, "\(error)", hint: "compare the authority's fingerprint by another channel")
        }
    }

    private static func vault(_ error: VaultError) -> UserFailure {
        switch error {
        case .wrongPassphrase: UserFailure(.wrongPassphrase, "\(error)")
        case .malformed: UserFailure(.integrity, "\(error)", hint: "restore the file from a backup")
        default: UserFailure(.general, "\(error)")
        }
    }
}
