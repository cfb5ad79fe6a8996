import RecordStore
import SQLiteDatabase
import SealedRecord
import SearchIndex

/// Finds the records that match a query, in the order of their identifiers.
///
/// Each token has a list of records in that order. For "all of these" the lists take turns: each is asked for its first
/// record that is not before what the last one gave, until all give the same (a leapfrog join: Veldhuizen, ICDT 2014). So
/// the work follows the rarest term, wherever the others are common, and ends with the page.
struct TermSearch {
    /// How many rows may be looked at for one page: some tenths of a second, during which everybody else waits.
    static let workForOnePage = 200_000

    private var alternatives: [Alternative]

    /// - Parameter workLimit: how many rows may be looked at before the search stops and tells where to go on.
    init(_ query: SearchQuery, workLimit: Int) {
        let share = max(64, workLimit / query.alternatives.count)
        alternatives = query.alternatives.map { Alternative($0, workLimit: share) }
    }

    /// - Parameter state: the state of a record whose tokens match, `nil` if they count no longer.
    mutating func page(
        after id: RecordID?, limit: Int, _ connection: borrowing DatabaseConnection, state: (RecordID) throws -> RecordState?
    ) throws -> SearchPage {
        var position = RecordNumber.first
        if let id {
            guard let next = RecordNumber(id.bytes).next else { return SearchPage(records: [], next: nil) }
            position = next
        }
        var records: [RecordState] = []
        var unfit = 0
        while true {
            var found: RecordNumber?
            var unknown: RecordNumber?
            for index in alternatives.indices {
                switch try alternatives[index].first(from: position, connection) {
                case .found(let number): found = min(found ?? .max, number)
                case .unknown(let number): unknown = min(unknown ?? .max, number)
                case .nothing: break
                }
            }
            // Nothing in front of `unknown` was overlooked, and it lies behind `position`.
            if let unknown, found.map({ unknown <= $0 }) ?? true { return SearchPage(records: records, next: unknown.previous?.id) }
            guard let found else { return SearchPage(records: records, next: nil) }
            if records.count == limit { return SearchPage(records: records, next: records.last?.id ?? id) }
            if let state = try state(found.id) {
                records.append(state)
            } else {
                unfit += 1
                if unfit >= Self.workForOnePage / 20 { return SearchPage(records: records, next: found.id) }
            }
            guard let next = found.next else { return SearchPage(records: records, next: nil) }
            position = next
        }
    }

    /// What is known of the first match that is not before some record.
    private enum First {
        case found(RecordNumber)
        case nothing
        /// There is none before this one; whether it is one was too much work to find out.
        case unknown(RecordNumber)
    }

    private struct Alternative {
        /// For each term, its tokens.
        var terms: [[TokenCursor]]
        var work: Int
        var isExhausted = false

        init(_ alternative: SearchAlternative, workLimit: Int) {
            terms = alternative.terms.map { $0.map { TokenCursor($0) } }
            work = workLimit
        }

        mutating func first(from start: RecordNumber, _ connection: borrowing DatabaseConnection) throws -> First {
            if isExhausted { return .nothing }
            var candidate = start
            var agreed = 0
            var term = 0
            while agreed < terms.count {
                if work < 0, candidate > start { return .unknown(candidate) }
                var nearest: RecordNumber?
                for token in terms[term].indices {
                    if let number = try terms[term][token].seek(candidate, &work, connection) { nearest = min(nearest ?? .max, number) }
                }
                guard let nearest else {
                    isExhausted = true
                    return .nothing
                }
                agreed = nearest == candidate ? agreed + 1 : 1
                candidate = nearest
                term = (term + 1) % terms.count
            }
            return .found(candidate)
        }
    }
}

/// Walks forward through the records that have a token, some rows at a time.
private struct TokenCursor {
    private let token: [UInt8]
    private var rows: [RecordNumber] = []
    private var position = 0
    private var isComplete = false
    /// How many rows are read at once: more while most of them are looked at, fewer while most are jumped over.
    private var readahead = 4
    private var used = 0

    init(_ token: SearchToken) { self.token = token.bytes }

    /// The first record from `start` on; `nil` if there is none. `start` never goes back.
    mutating func seek(_ start: RecordNumber, _ work: inout Int, _ connection: borrowing DatabaseConnection) throws -> RecordNumber? {
        while position < rows.count, rows[position] < start { position += 1 }
        if position == rows.count {
            guard !isComplete else { return nil }
            try read(from: start, connection)
            // A statement costs as much as some rows.
            work -= 8 + rows.count
        }
        guard position < rows.count else { return nil }
        used += 1
        return rows[position]
    }

    private mutating func read(from start: RecordNumber, _ connection: borrowing DatabaseConnection) throws {
        readahead = used * 4 >= rows.count ? min(256, readahead * 2) : max(2, readahead / 2)
        rows = try connection.rows(
            "SELECT record FROM term WHERE token = ? AND record >= ? ORDER BY record LIMIT ?",
            [.blob(token), .blob(start.bytes), .integer(Int64(readahead))]
        ) { RecordNumber(try $0.blob(0, count: RecordID.byteCount)) }
        // A damaged file may give rows in another order, with which a search would go round in circles.
        guard rows.first.map({ $0 >= start }) ?? true, zip(rows, rows.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw DatabaseError.corrupt
        }
        isComplete = rows.count < readahead
        position = 0
        used = 0
    }
}

/// A record's identifier as a number, which has the same order.
private struct RecordNumber: Comparable {
    static let first = RecordNumber(high: 0, low: 0)
    static let max = RecordNumber(high: .max, low: .max)

    private var high: UInt128
    private var low: UInt128

    private init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    /// - Parameter bytes: 32.
    init(_ bytes: [UInt8]) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt128 { bytes.reduce(0) { $0 << 8 | UInt128($1) } }
        self.init(high: number(bytes.prefix(16)), low: number(bytes.dropFirst(16)))
    }

    /// 32 bytes.
    var bytes: [UInt8] {
        [high, low].flatMap { part in stride(from: 120, through: 0, by: -8).map { UInt8(truncatingIfNeeded: part >> UInt128($0)) } }
    }

    /// The next one; `nil` behind the last.
    var next: RecordNumber? {
        let (low, overflow) = low.addingReportingOverflow(1)
        guard overflow else { return RecordNumber(high: high, low: low) }
        return high == .max ? nil : RecordNumber(high: high + 1, low: low)
    }

    /// The one before; `nil` in front of the first.
    var previous: RecordNumber? {
        let (low, overflow) = low.subtractingReportingOverflow(1)
        guard overflow else { return RecordNumber(high: high, low: low) }
        return high == 0 ? nil : RecordNumber(high: high - 1, low: low)
    }

    var id: RecordID {
        guard let id = RecordID(bytes: bytes) else { preconditionFailure("32 bytes are an identifier") }
        return id
    }

    static func < (a: RecordNumber, b: RecordNumber) -> Bool { (a.high, a.low) < (b.high, b.low) }
}
