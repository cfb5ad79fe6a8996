/// GET `/requests?page=`. The forms: POST `/requests/{id}/approve` and POST `/requests/{id}/reject`.
public struct RequestsView: Sendable {
    /// The raw values are the names of the fields: `attributes` once for each box that is ticked, `moreAttributes` one a
    /// line, `mayRewrap` is `yes` if ticked; `reason` is the rejection's only field.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        /// The raw values are the cases' names.
        case attributes, moreAttributes, mayRewrap, reason
    }

    /// A request as the applicant made it.
    public struct Request: Sendable {
        /// 32 hexadecimal digits, which the applicant sees too.
        public var id: String
        /// As the applicant gave it; the administrator compares it with the person.
        public var name: String
        /// As the applicant gave it; may be empty.
        public var hospital: String
        /// As the applicant gave it; may be empty.
        public var department: String
        /// As the applicant gave it; may be empty.
        public var licence: String
        /// Attributes that the applicant asked for.
        public var asked: [String]
        /// Unix seconds.
        public var submitted: UInt64
        /// What the administrator has typed, if the page is shown again.
        public var moreAttributes: String
        /// Boxes that stay ticked; the page ticks none by itself, for each one is a decision.
        public var granted: Set<String>
        /// Of this request's form.
        public var faults: [Field: FieldFault]

        public init(
            id: String, name: String, hospital: String, department: String, licence: String, asked: [String], submitted: UInt64,
            moreAttributes: String = "", granted: Set<String> = [], faults: [Field: FieldFault] = [:]
        ) {
            self.id = id
            self.name = name
            self.hospital = hospital
            self.department = department
            self.licence = licence
            self.asked = asked
            self.submitted = submitted
            self.moreAttributes = moreAttributes
            self.granted = granted
            self.faults = faults
        }
    }

    /// Those of this page, oldest first.
    public var requests: [Request]
    /// On all pages.
    public var total: Int
    /// From 1.
    public var page: Int
    /// At least 1.
    public var pageCount: Int

    /// - Parameter total: as many as are shown, if `nil`.
    public init(requests: [Request], total: Int? = nil, page: Int = 1, pageCount: Int = 1) {
        self.requests = requests
        self.total = total ?? requests.count
        self.page = page
        self.pageCount = pageCount
    }
}

/// GET `/users`. The forms: POST `/users/{id}/renew`, POST `/users/renew` (all), POST `/epoch` (publish the next, whose
/// number is the field `epoch`).
public struct UsersView: Sendable {
    /// A certified user, in the list.
    public struct User: Sendable {
        /// 64 hexadecimal digits.
        public var id: String
        /// As in the request for an account.
        public var name: String
        /// As granted, in the policy language, without the epoch.
        public var attributes: [String]
        /// Of the newest key.
        public var epoch: UInt32
        /// Unix seconds.
        public var certificateEnds: UInt64
        /// Unix seconds; `nil` if not revoked.
        public var revoked: UInt64?

        public init(id: String, name: String, attributes: [String], epoch: UInt32, certificateEnds: UInt64, revoked: UInt64? = nil) {
            self.id = id
            self.name = name
            self.attributes = attributes
            self.epoch = epoch
            self.certificateEnds = certificateEnds
            self.revoked = revoked
        }
    }

    /// Those of this page.
    public var users: [User]
    /// The authority's present epoch.
    public var currentEpoch: UInt32
    /// Unix seconds: the end of the current epoch.
    public var epochEnds: UInt64
    /// From 1.
    public var page: Int
    /// At least 1.
    public var pageCount: Int

    public init(users: [User], currentEpoch: UInt32, epochEnds: UInt64, page: Int = 1, pageCount: Int = 1) {
        self.users = users
        self.currentEpoch = currentEpoch
        self.epochEnds = epochEnds
        self.page = page
        self.pageCount = pageCount
    }
}

/// GET `/users/{id}/revoke`; the form: POST to the same.
public struct RevokeView: Sendable {
    /// Who is about to be revoked.
    public var user: UsersView.User

    public init(user: UsersView.User) { self.user = user }
}

/// GET `/audit?page=`.
public struct AuditView: Sendable {
    /// The raw values are those of the authority's audit trail, its `AuditAction`.
    public enum Action: String, CaseIterable, Sendable {
        /// In the order of an enrolment; `publish` is a new epoch.
        case initialise, submit, approve, reject, renew, revoke, publish
    }

    /// A line of the audit trail.
    public struct Entry: Sendable {
        /// 1, 2, 3, …: the chain's order.
        public var number: UInt64
        /// Unix seconds.
        public var at: UInt64
        /// A name that the administrator gave, or a user's identifier.
        public var actor: String
        /// What was done.
        public var action: Action
        /// An identifier or a number, never a name.
        public var subject: String

        public init(number: UInt64, at: UInt64, actor: String, action: Action, subject: String) {
            self.number = number
            self.at = at
            self.actor = actor
            self.action = action
            self.subject = subject
        }
    }

    /// Newest first.
    public var entries: [Entry]
    /// `number:hash`, to be noted down elsewhere.
    public var head: String
    /// Number of the entry that does not follow from the one before; `nil` for a chain that is whole.
    public var brokenAt: UInt64?
    /// From 1.
    public var page: Int
    /// At least 1.
    public var pageCount: Int

    public init(entries: [Entry], head: String, brokenAt: UInt64? = nil, page: Int = 1, pageCount: Int = 1) {
        self.entries = entries
        self.head = head
        self.brokenAt = brokenAt
        self.page = page
        self.pageCount = pageCount
    }
}
