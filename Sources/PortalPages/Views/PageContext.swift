/// What every page needs besides its own content.
public struct PageContext: Sendable {
    /// Which of the two portals a page belongs to: they differ in navigation and colour, so that nobody takes one for the
    /// other.
    public enum Portal: Sendable {
        /// The doctor's pages, and the administrator's.
        case doctor, authority
    }

    /// Of all words on the page; what users wrote stays as it is.
    public var language: Language
    /// What the hidden field `csrf` of every form holds.
    public var csrf: String
    /// Name of the user who is signed in; `nil` shows a page without navigation, search and logout.
    public var user: String?
    /// Shown beside the user's name.
    public var hospital: String?
    /// Path and query of this page; the language switch sends it as `back`. Starts with one `/`.
    public var path: String
    /// Shown once, above the content.
    public var flash: Flash?
    /// After how many minutes without a request the session ends.
    public var idleMinutes: Int
    /// What stands in the header's search field.
    public var searchQuery: String
    /// `YYYY-MM-DD`, where the reader is: for ages.
    public var today: String
    /// Minutes east of Greenwich by which times are shown; 360 in Bangladesh.
    public var utcOffsetMinutes: Int
    /// Decides navigation and colour.
    public var portal: Portal

    public init(
        language: Language, csrf: String, user: String? = nil, hospital: String? = nil, path: String, flash: Flash? = nil,
        idleMinutes: Int = 15, searchQuery: String = "", today: String, utcOffsetMinutes: Int = 360,
        portal: Portal = .doctor
    ) {
        self.language = language
        self.csrf = csrf
        self.user = user
        self.hospital = hospital
        self.path = path
        self.flash = flash
        self.idleMinutes = idleMinutes
        self.searchQuery = searchQuery
        self.today = today
        self.utcOffsetMinutes = utcOffsetMinutes
        self.portal = portal
    }
}

/// What came of the last action.
public enum Flash: Hashable, Sendable, CaseIterable {
    /// About the record that the page shows, or showed.
    case recordCreated, recordSaved, recordShared, recordDeleted
    /// Documents or readings are left with their former readers, or at all.
    case recordSharedInPart, recordDeletedInPart
    /// The form was sent as it had been filled in.
    case nothingChanged
    /// New attribute keys came, or there were none.
    case keysFetched, keysUnchanged
    /// The record is saved, and the store could not be told what it is found by.
    case savedNotFindable
    case indexRekeyed, indexRebuilt
    case passphraseChanged
    /// About a request for an account.
    case requestSent, stillWaiting
    /// What the administrator did.
    case approved, rejected, revoked, renewed, renewedAll, epochPublished

    /// Decides the colour and the sign before the text.
    enum Kind { case done, notice }

    var kind: Kind {
        switch self {
        case .savedNotFindable, .recordSharedInPart, .recordDeletedInPart, .nothingChanged, .keysUnchanged, .stillWaiting: .notice
        default: .done
        }
    }
}
