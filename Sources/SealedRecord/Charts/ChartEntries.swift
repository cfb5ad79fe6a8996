public import Identity
import Cryptography

/// Which entries of a chart count, by what its owner signed and nobody else: the store's word decides nothing.
///
/// An entry counts if it stands under the newest write statement that is known, if the chart's holder wrote it, or if a later write
/// statement's heads lead to it. Others are shown as not confirmed, never dropped, and hide nothing: neither a store that keeps the
/// newest statement back nor a former writer who dates entries back makes one count that the owner has not taken in. What is named and
/// not there is withheld, and what only it leads to waits for it. Of two statements of one number neither confirms anything.
public struct ChartEntries: Equatable, Sendable {
    /// Why an entry does not count.
    public enum Doubt: Hashable, Sendable {
        /// It stands under a write statement that is not known.
        case unknownStatement
        /// It stands under an earlier write statement, and no later one's heads lead to it: who lost the right since, or a former owner,
        /// may have written it.
        case notTakenIn
        /// Two write statements have its number.
        case ambiguousStatement
        /// Its write key did not sign it, or is none of the statement's.
        case writeKey
        /// It does not carry the deletion secrets of its write statement.
        case deletionSecrets
    }

    /// Entries that count, by their content hashes.
    public private(set) var confirmed: Set<[UInt8]> = []
    /// Entries that do not, and why.
    public private(set) var doubtful: [[UInt8]: Doubt] = [:]
    /// Hashes of entries that a confirmed entry or a write statement names and that are not there.
    public private(set) var withheld: Set<[UInt8]> = []
    /// Numbers under which the owner's key signed two write statements: an attack, or a stolen key.
    public private(set) var ambiguousNumbers: Set<UInt64> = []
    /// Confirmed entries that no other confirmed one names: the next entry's heads.
    public private(set) var heads: Set<[UInt8]> = []

    /// Judges what is known of a chart.
    ///
    /// - Parameters:
    ///   - chart: the chart.
    ///   - holder: who holds it now.
    ///   - statements: of this chart, each verified.
    ///   - entries: of this chart, each header verified; one for each content.
    public init(of chart: RecordID, heldBy holder: UserID, statements: [WriteStatement], entries: [SealedRecordHeader]) {
        let known = countingStatements(of: chart, statements)
        let newest = known.keys.max()
        var sound: [[UInt8]: ContributionStatement] = [:]
        for entry in entries {
            guard entry.content.chart == chart, let contribution = entry.contribution else { continue }
            if let doubt = Self.doubt(entry, contribution, known, ambiguousNumbers) {
                doubtful[entry.content.hash] = doubt
            } else {
                sound[entry.content.hash] = contribution
                let isByNewestKey = contribution.keyIndex != nil && contribution.number == newest
                if isByNewestKey || entry.content.author.userID == holder { confirmed.insert(entry.content.hash) }
            }
        }
        for statement in known.values where !ambiguousNumbers.contains(statement.number) { takeIn(statement, sound) }
        for hash in confirmed { withheld.formUnion((sound[hash]?.heads ?? []).filter { sound[$0] == nil && doubtful[$0] == nil }) }
        for (hash, contribution) in sound where !confirmed.contains(hash) {
            doubtful[hash] = contribution.keyIndex == nil ? .writeKey : .notTakenIn
        }
        heads = confirmed.subtracting(confirmed.flatMap { sound[$0]?.heads ?? [] })
    }

    /// Whether an entry of this kind may stand under its write key. To be asked of an entry that is confirmed, when it is open.
    public static func permits(_ kind: EntryKind, _ contribution: ContributionStatement, under statement: WriteStatement) -> Bool {
        guard let index = contribution.keyIndex else { return true }
        return contribution.number == statement.number && statement.rules.indices.contains(index) && statement.rules[index].kinds.contains(kind)
    }

    /// The statements that count, by their numbers: each by who held the chart then. A former owner's, after a successor has made one, are
    /// ignored; of two by one holder under one number one is given, and the number is ambiguous.
    private mutating func countingStatements(of chart: RecordID, _ statements: [WriteStatement]) -> [UInt64: WriteStatement] {
        var known: [UInt64: WriteStatement] = [:]
        // The one that more successions lead to comes first under its number: its signer has taken the other's place.
        let ordered = statements.filter { $0.chart == chart }.sorted {
            ($0.number, $1.successions.statements.count) < ($1.number, $0.successions.statements.count)
        }
        var successions = Successions.none
        for statement in ordered where statement.successions.mayFollow(successions) {
            if let other = known[statement.number] {
                if other.hash != statement.hash { ambiguousNumbers.insert(statement.number) }
            } else {
                known[statement.number] = statement
                successions = statement.successions
            }
        }
        return known
    }

    /// What is wrong with an entry by itself.
    private static func doubt(
        _ entry: SealedRecordHeader, _ contribution: ContributionStatement, _ known: [UInt64: WriteStatement], _ ambiguous: Set<UInt64>
    ) -> Doubt? {
        // Without a write key only the chart's holder writes; what a former one wrote, a later statement's heads lead to.
        guard let index = contribution.keyIndex else { return nil }
        guard !ambiguous.contains(contribution.number) else { return .ambiguousStatement }
        guard let statement = known[contribution.number] else { return .unknownStatement }
        guard statement.keys.indices.contains(index), contribution.isSigned(by: statement.keys[index]) else { return .writeKey }
        return entry.content.secrets.includes(statement.secrets) ? nil : .deletionSecrets
    }

    /// Confirms what a statement's heads lead to, as far as everything on the way is there.
    private mutating func takeIn(_ statement: WriteStatement, _ sound: [[UInt8]: ContributionStatement]) {
        var waiting = statement.heads
        var looked: Set<[UInt8]> = []
        while let hash = waiting.popLast() {
            guard looked.insert(hash).inserted else { continue }
            guard let contribution = sound[hash] else {
                if doubtful[hash] == nil { withheld.insert(hash) }
                continue
            }
            // What stands under the same statement, or a later one, can not have been seen by who signed it.
            guard contribution.number < statement.number else { continue }
            confirmed.insert(hash)
            waiting += contribution.heads
        }
    }
}
