/// Asking an authority for an account: GET and POST `/sign-up`.
public struct SignUpView: Sendable {
    /// The raw values are the names of the form's fields. `attributes` comes once for each box that is ticked.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        /// `account` is the name on this machine, `moreAttributes` has one a line, `authority` and `store` are
        /// addresses.
        case account, name, hospital, department, licence, attributes, moreAttributes, authority, fingerprint, store
        /// Twice, because nobody sees what they type.
        case passphrase, passphraseAgain
    }

    /// What was typed; never the passphrases.
    public var values: [Field: String]
    /// Attributes to tick, such as `role:doctor`.
    public var suggestions: [String]
    /// Those of the suggestions that are ticked.
    public var chosen: Set<String>
    /// By field; empty for a form that nobody has sent yet.
    public var faults: [Field: FieldFault]
    /// Fewest characters of a passphrase.
    public var minimumPassphrase: Int
    /// Whether there are accounts on this machine, to log in to instead.
    public var hasAccounts: Bool

    public init(
        values: [Field: String] = [:], suggestions: [String] = Self.usualAttributes, chosen: Set<String> = [],
        faults: [Field: FieldFault] = [:], minimumPassphrase: Int = 12, hasAccounts: Bool = false
    ) {
        self.values = values
        self.suggestions = suggestions
        self.chosen = chosen
        self.faults = faults
        self.minimumPassphrase = minimumPassphrase
        self.hasAccounts = hasAccounts
    }

    /// Roles that hospitals have.
    public static let usualAttributes = [
        "role:doctor", "role:nurse", "role:psychiatrist", "role:surgeon", "role:pathologist", "role:radiologist",
        "role:pharmacist", "role:researcher",
    ]
}

/// What became of a request for an account: `/waiting`.
public struct WaitingView: Sendable {
    /// What the authority answered.
    public enum Status: Equatable, Sendable {
        /// Nobody has decided yet.
        case pending
        /// The key was issued, and can be fetched.
        case approved
        /// In the administrator's words.
        case rejected(reason: String)
        /// The authority could not be asked.
        case unreachable
    }

    /// The name on this machine.
    public var account: String
    /// What the applicant tells the administrator, who compares it.
    public var requestID: String
    /// Asked for each time that the page is made.
    public var status: Status
    /// Host of the authority.
    public var authority: String
    /// Unix seconds of the last answer.
    public var asked: UInt64?

    public init(account: String, requestID: String, status: Status, authority: String, asked: UInt64? = nil) {
        self.account = account
        self.requestID = requestID
        self.status = status
        self.authority = authority
        self.asked = asked
    }
}

/// GET and POST `/login`; the authority's administrator gives the passphrase of the master key alone.
public struct LoginView: Sendable {
    /// The raw values are the names of the form's fields.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        /// `account` is missing where there is only one.
        case account, passphrase
    }

    /// Accounts on this machine; with none, or one only, the field is as simple as it can be.
    public var accounts: [String]
    /// What was typed or chosen; the passphrase is never shown again.
    public var account: String
    /// By field; empty for a form that nobody has sent yet.
    public var faults: [Field: FieldFault]
    /// Where to go afterwards: hidden field `next`, a path on this server.
    public var next: String?

    public init(accounts: [String], account: String = "", faults: [Field: FieldFault] = [:], next: String? = nil) {
        self.accounts = accounts
        self.account = account
        self.faults = faults
        self.next = next
    }
}

/// After logging out.
public struct SignedOutView: Sendable {
    /// What ended the session.
    public enum Reason: Sendable {
        /// The button was pressed.
        case byUser
        /// Nothing was asked for so long.
        case idle
    }

    /// Decides what the page says first.
    public var reason: Reason

    public init(reason: Reason) { self.reason = reason }
}

/// GET `/settings`. The forms: POST `/settings/passphrase`, POST `/settings/keys` (fetch them now), POST `/language`.
public struct SettingsView: Sendable {
    /// The raw values are the names of the fields of the passphrase's form.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        /// The present one, and twice the one that takes its place.
        case passphrase, newPassphrase, newPassphraseAgain
    }

    /// The name on this machine.
    public var account: String
    /// 64 hexadecimal digits, for others to recognise the user by.
    public var userID: String
    /// As the policy language writes them.
    public var attributes: [String]
    /// The authority's.
    public var fingerprint: String
    /// Address of the authority.
    public var authority: String
    /// Address of the store; empty if there is none.
    public var store: String
    /// How the newest key stands.
    public var key: KeyStatus
    /// Of the passphrase's form.
    public var faults: [Field: FieldFault]
    /// Fewest characters of a passphrase.
    public var minimumPassphrase: Int

    public init(
        account: String, userID: String, attributes: [String], fingerprint: String, authority: String, store: String,
        key: KeyStatus, faults: [Field: FieldFault] = [:], minimumPassphrase: Int = 12
    ) {
        self.account = account
        self.userID = userID
        self.attributes = attributes
        self.fingerprint = fingerprint
        self.authority = authority
        self.store = store
        self.key = key
        self.faults = faults
        self.minimumPassphrase = minimumPassphrase
    }
}
