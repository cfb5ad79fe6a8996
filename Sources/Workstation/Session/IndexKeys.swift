import Framing
import Identity
import SealedRecord
import SearchIndex
import Cryptography

/// The index keys of a session, and the search terms that wait to be sent.
final class IndexKeys {
    /// A key, the record that it travels in, and the content version that has it.
    ///
    /// A class, because a dictionary holds no noncopyable values.
    final class Held {
        let key: IndexKey
        let record: RecordID
        let version: UInt64

        init(_ key: consuming IndexKey, _ record: RecordID, _ version: UInt64) {
            self.key = key
            self.record = record
            self.version = version
        }
    }

    /// A class and version of the index, by the record that holds its key.
    struct Place: Hashable {
        let record: RecordID
        let version: UInt64
    }

    /// This user's own, by the label of their class.
    var own: [String: Held] = [:]
    /// Those that this user can search under; `nil` for one that the user's keys do not open.
    var readable: [Place: Held?] = [:]
    /// Terms that have not been sent, by index and record: of each record the newest, as a batch names it once.
    private(set) var waiting: [Place: [[UInt8]: RecordTerms]] = [:]
    private(set) var waitingByteCount = 0
    /// Records whose terms wait.
    var waitingCount: Int { waiting.values.reduce(0) { $0 + $1.count } }

    func wait(_ terms: RecordTerms, for place: Place) {
        let replaced = waiting[place, default: [:]].updateValue(terms, forKey: terms.record)
        waitingByteCount += terms.byteCount - (replaced?.byteCount ?? 0)
    }

    /// Gives out what waits.
    func takeWaiting() -> [Place: [RecordTerms]] {
        defer {
            waiting = [:]
            waitingByteCount = 0
        }
        return waiting.mapValues { Array($0.values) }
    }

    /// Another program of this user's has replaced the key: it is looked for anew.
    func forgetOwn(_ record: RecordID) { own = own.filter { $0.value.record != record } }
}
