import HealthRecord
import SealedRecord

public struct SearchableContent { }
final class IndexKeys {}
extension UserSession {
    static func searchable(_ content: [UInt8]) -> SearchableContent? { nil }
    func searchable(_ copy: SealedCopy, _ header: SealedRecordHeader) throws -> SearchableContent? { nil }
    func makeFindable(_ header: SealedRecordHeader, _ state: StoreClient.State, _ values: SearchableContent) throws {}
}
extension UserSession {
    func makeFindable(_ id: RecordID) throws {}
    func flushSearchTerms() throws {}
}
extension SearchableContent { init(_ b: PatientBundle) { self.init() } }
