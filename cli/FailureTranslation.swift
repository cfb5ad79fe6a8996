import HTTPTransport
import KeyAuthority
import RecordStore
import SQLiteDatabase
import StoreService
import Workstation

/// What errors mean to whoever typed a command: those of the servers, which only an operator meets, and the user's.
enum FailureTranslation {
    static func failure(for error: any Error) -> UserFailure {
        switch error {
        case let error as AuthorityError: authority(error)
        case let error as RecordStoreError: UserFailure(.general, "\(error)", hint: error.remedy)
        case let error as KeptStatementsError: UserFailure(.general, "\(error)", hint: error.remedy)
        case let error as DatabaseError: UserFailure(.general, "\(error)", hint: error.remedy)
        case let error as ServerError: UserFailure(.general, "\(error)")
        default: UserFailure(error)
        }
    }

    private static func authority(_ error: AuthorityError) -> UserFailure {
        let kind: UserFailure.Kind =
            switch error {
            case .vault(.wrongPassphrase): .wrongPassphrase
            case .vault(.malformed), .corrupt, .auditTrail: .integrity
            case .unknownRequest, .unknownUser, .notInitialised: .notFound
            case .alreadyInitialised, .alreadyDecided, .alreadyPending, .alreadyEnrolled: .conflict
            case .revoked: .revokedOrExpired
            case .attributes, .tooManyAttributes, .epoch, .statement, .request: .usage
            default: .general
            }
        return UserFailure(kind, "\(error)", hint: error.remedy)
    }
}
