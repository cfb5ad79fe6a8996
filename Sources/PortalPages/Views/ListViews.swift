/// How the user's key stands.
public struct KeyStatus: Sendable {
    /// What the user should know or do.
    public enum Warning: Hashable, Sendable {
        /// The authority is in a later epoch: what is sealed now does not open with this key.
        case old(current: UInt32)
        /// Unix seconds.
        case revoked(since: UInt64)
        /// The certificate ends within a few weeks.
        case certificateEnds(UInt64)
        /// Unix seconds.
        case certificateEnded(UInt64)
        /// The search index was made under a former key: POST `/index/rekey`.
        case indexIsOld
        /// Records are in the store whose search terms are not: POST `/index/rebuild`.
        case indexIsIncomplete
        case authorityUnreachable
        /// What is shown may be old.
        case storeUnreachable
    }

    /// Of the newest key; `nil` if there is none yet.
    public var epoch: UInt32?
    /// Unix seconds: the end of the epoch.
    public var validUntil: UInt64?
    /// As the policy language writes them: `role:doctor`, `clearance#8 = 3`.
    public var attributes: [String]
    /// Empty if all is well.
    public var warnings: [Warning]

    public init(epoch: UInt32?, validUntil: UInt64?, attributes: [String], warnings: [Warning] = []) {
        self.epoch = epoch
        self.validUntil = validUntil
        self.attributes = attributes
        self.warnings = warnings
    }
}

/// Records that are being fetched and opened in the background.
public struct ListProgress: Sendable {
    /// Records that were fetched and opened, or found closed.
    public var done: Int
    /// Records in the store, as far as it is known.
    public var total: Int

    public init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }
}

/// A record in a list.
public struct RecordRow: Sendable {
    /// The record's identifier, 64 hexadecimal digits.
    public var id: String
    /// The patient's, cut where it is longer than a list has room for.
    public var name: String
    /// The hospital's or the state's number of the patient.
    public var idNumber: String
    /// FHIR date: `YYYY-MM-DD`, or only its beginning.
    public var birthDate: String
    /// FHIR's AdministrativeGender.
    public var sex: String
    /// The first of the record; may be empty.
    public var phone: String
    /// Unix seconds of the last change.
    public var changed: UInt64
    /// Name or identifier of the author.
    public var owner: String
    /// Whether the user holds the record.
    public var isMine: Bool
    /// Whether the store does not give the record any more, without its owner's word that it was deleted.
    public var isWithheld: Bool

    public init(
        id: String, name: String, idNumber: String, birthDate: String, sex: String, phone: String, changed: UInt64, owner: String,
        isMine: Bool, isWithheld: Bool = false
    ) {
        self.id = id
        self.name = name
        self.idNumber = idNumber
        self.birthDate = birthDate
        self.sex = sex
        self.phone = phone
        self.changed = changed
        self.owner = owner
        self.isMine = isMine
        self.isWithheld = isWithheld
    }
}

/// GET `/`. The form: POST `/index/rekey`.
public struct OverviewView: Sendable {
    /// How the newest key stands.
    public var key: KeyStatus
    /// Records that the user made and the key opens.
    public var mine: Int
    /// Records that others made and the key opens.
    public var byOthers: Int
    /// Records that the key does not open.
    public var unreadable: Int
    /// The last changes, newest first.
    public var recent: [RecordRow]
    /// `nil` when the list is complete.
    public var progress: ListProgress?

    public init(key: KeyStatus, mine: Int, byOthers: Int, unreadable: Int, recent: [RecordRow], progress: ListProgress? = nil) {
        self.key = key
        self.mine = mine
        self.byOthers = byOthers
        self.unreadable = unreadable
        self.recent = recent
        self.progress = progress
    }
}

/// GET `/records?sort=&order=&page=&who=`.
public struct RecordListView: Sendable {
    /// The raw values are those of the parameter `sort`.
    public enum Column: String, CaseIterable, Sendable {
        /// The columns that the list can be sorted by.
        case name, number, birth, sex, phone, changed, owner
    }

    /// The raw values are those of the parameter `order`.
    public enum Order: String, CaseIterable, Sendable {
        /// Texts by their code points, whatever a language's alphabet says, and without regard to case.
        case ascending = "asc"
        /// The reverse.
        case descending = "desc"
    }

    /// The raw values are those of the parameter `who`.
    public enum Who: String, CaseIterable, Sendable {
        /// All records that the key opens, or those that the user made.
        case all, mine
    }

    /// Of this page.
    public var rows: [RecordRow]
    /// On all pages.
    public var total: Int
    /// From 1.
    public var page: Int
    /// At least 1.
    public var pageCount: Int
    /// The column that the list is sorted by.
    public var sort: Column
    /// Of ``sort``.
    public var order: Order
    /// Which records are listed.
    public var who: Who
    /// Records that the key does not open.
    public var unreadable: Int
    /// `nil` when the list is complete.
    public var progress: ListProgress?

    public init(
        rows: [RecordRow], total: Int, page: Int = 1, pageCount: Int = 1, sort: Column = .changed, order: Order = .descending,
        who: Who = .all, unreadable: Int = 0, progress: ListProgress? = nil
    ) {
        self.rows = rows
        self.total = total
        self.page = page
        self.pageCount = pageCount
        self.sort = sort
        self.order = order
        self.who = who
        self.unreadable = unreadable
        self.progress = progress
    }
}

/// GET `/search?q=`; an empty query shows what can be searched.
public struct SearchView: Sendable {
    /// As it was typed.
    public var query: String
    /// What was found, as far as it is shown.
    public var rows: [RecordRow]
    /// How many records were looked through.
    public var searched: Int
    /// Whether more were found than are shown.
    public var isCut: Bool
    /// `nil` when every record is known; else more may be found later.
    public var progress: ListProgress?

    public init(query: String, rows: [RecordRow], searched: Int, isCut: Bool = false, progress: ListProgress? = nil) {
        self.query = query
        self.rows = rows
        self.searched = searched
        self.isCut = isCut
        self.progress = progress
    }
}
