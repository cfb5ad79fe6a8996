import HTTPTransport
import KeyAuthority
import RecordStore
import SQLiteDatabase
import StoreService
import LocalFiles
import Workstation

/// What errors mean to whoever typed a command: those of the servers, which only an operator meets, and the user's.
enum FailureTranslation {
    static func failure(for error: any Error) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case let error as AuthorityError: authority(error)
        case let error as RecordStoreError: CommandFailure(.general, "\(error)", hint: error.remedy)
        case let error as KeptStatementsError: CommandFailure(.general, "\(error)", hint: error.remedy)
        case let error as DatabaseError: CommandFailure(.general, "\(error)", hint: error.remedy)
        case let error as ServerError: CommandFailure(.general, "\(error)")
        default: CommandFailure(FailureKind(error), isSilent(error) ? "" : "\(error)", hint: ClientHints.hint(error))
        }
    }

    /// Whoever read the output has seen enough.
    private static func isSilent(_ error: any Error) -> Bool { error as? FileError == .outputClosed }

    private static func authority(_ error: AuthorityError) -> CommandFailure {
        let kind: FailureKind =
            switch error {
            case .vault(.wrongPassphrase): .wrongPassphrase
            case .vault(.malformed), .corrupt, .auditTrail: .integrity
            case .unknownRequest, .unknownUser, .notInitialised: .notFound
            case .alreadyInitialised, .alreadyDecided, .alreadyPending, .alreadyEnrolled: .conflict
            case .revoked: .revokedOrExpired
            case .attributes, .tooManyAttributes, .epoch, .statement, .request: .usage
            default: .general
            }
        return CommandFailure(kind, "\(error)", hint: error.remedy)
    }
}
