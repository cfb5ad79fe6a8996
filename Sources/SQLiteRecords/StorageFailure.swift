import RecordStore
import SQLiteDatabase

extension StorageFailure {
    init(_ error: DatabaseError) {
        let kind: Kind =
            switch error {
            case .busy: .busy
            case .full: .full
            case .claimed: .claimed
            case .corrupt, .columnType, .columnTooLong: .damaged
            case .notADatabase, .newerSchema, .wrongApplication, .permissions, .cannotOpen, .readOnly: .unusable
            case .closed: .closed
            case .constraint, .inputOutput, .nestedTransaction, .engine: .failed
            }
        self.init(kind, "\(error)", remedy: error.remedy)
    }
}
