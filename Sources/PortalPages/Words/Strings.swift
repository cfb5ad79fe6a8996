import HealthRecord

/// Everything that the portal says, once for each language: a text that one of them lacks does not compile.
struct Strings: Sendable {
    let frame: Table<Frame>
    let account: Table<Account>
    let lists: Table<Lists>
    let form: Table<Form>
    let record: Table<Record>
    let authority: Table<Authority>
    let faults: Table<Faults>
    let errors: Table<Errors>
    let policy: PolicyGrammar

    /// What surrounds every page, and words that many of them use.
    struct Frame: Sendable {
        let doctorsPortal, authorityPortal, skip, mainNavigation, overview, patients, newRecord, settings: String
        let requests, users, audit: String
        let search, searchHint, find, logOut, language: String
        let required: String
        /// Above a form that was refused.
        let problems: @Sendable (_ count: Int) -> String
        let save, cancel, back, you, notStated, previous, next, pages: String
        let page: @Sendable (_ page: String, _ of: String) -> String
        /// Numbers come in the language's digits.
        let idle: @Sendable (_ minutes: String) -> String
        /// The script puts the minutes in place of `{n}`.
        let idleSoon: String
        let done, notice, warning: String
        let flash: @Sendable (Flash) -> String
        let months: [String]
    }

    struct Account: Sendable {
        let signUp, signUpIntro, account, accountHint, aboutYou, name, hospital, department, licence, licenceHint: String
        let attributes, attributesHint, moreAttributes, moreAttributesHint: String
        let servers, serversHint, authority, authorityHint, fingerprint, fingerprintHint, store, storeHint: String
        let passphrase: String
        let passphraseHint: @Sendable (_ minimum: String) -> String
        let passphraseAgain, passphrasesMatch, passphrasesDiffer, send, haveAccount: String
        let waiting: String
        let waitingIntro: @Sendable (_ authority: String) -> String
        let request, requestHint, pending, approved, rejected, unreachable, reason, askAgain: String
        let lastAsked: @Sendable (_ time: String) -> String
        let continueToLogin, askAnew: String
        let login, loginIntro, logIn, noAccount, sealing: String
        let signedOut, signedOutByUser, signedOutIdle, logInAgain: String
        let interfaceLanguage, changePassphrase, changePassphraseHint, oldPassphrase, newPassphrase, newPassphraseAgain, change: String
        let key, userID, epoch, validUntil, addresses, authorityFingerprint, fetchKeys, fetchKeysHint, session: String
        let sessionText: @Sendable (_ minutes: String) -> String
    }

    struct Lists: Sendable {
        let greeting: @Sendable (_ name: String) -> String
        let yourKey, keyIsGood, noKey, yourAttributes, noAttributes, records, readable, mine, byOthers, closed, recent, recentEmpty,
            allPatients: String
        let warning: @Sendable (KeyStatus.Warning, _ text: (UInt64) -> String) -> String
        let rekey, rebuild: String
        let progress: @Sendable (_ done: String, _ total: String) -> String
        let column: @Sendable (RecordListView.Column) -> String
        let sortAscending, sortDescending, show, everybody, mineOnly, sortBy, apply: String
        let total: @Sendable (_ count: Int) -> String
        let unreadable: @Sendable (_ count: Int) -> String
        let withheld, empty, emptyHint: String
        let found: @Sendable (_ query: String) -> String
        let searched: @Sendable (_ found: Int, _ searched: Int) -> String
        let nothingFound, searchHelp, cut: String
    }

    struct Form: Sendable {
        let newTitle: String
        let editTitle: @Sendable (_ name: String) -> String
        let intro, person, clinical, measurements, measurementsHint, notes, attachments, access: String
        let field: @Sendable (PatientForm.Field) -> String
        let hint: @Sendable (PatientForm.Field) -> String?
        let choose, chooseBloodGroup: String
        let sex: @Sendable (String) -> String
        let unit: @Sendable (PatientForm.ObservationKind) -> String
        let range: @Sendable (_ from: String, _ to: String) -> String
        let usualPolicy: @Sendable (PolicyTemplate.Usual) -> String
        let filesHint: @Sendable (_ size: String) -> String
        let attached, takeAway, filesAgain: String
        let accessHint, customPolicy, customHint, policyText, readers, saveNew, saveChanges, closedStay: String
        let conflict: String
        let conflictIntro: @Sendable (_ by: String, _ time: String, _ version: String) -> String
        let viewPresent, differing, presentValue, emptyValue, saveOver: String
    }

    struct Record: Sendable {
        let age: @Sendable (_ years: Int, _ months: Int) -> String
        let edit, share, export, print, history, delete: String
        let allergies, noAllergies, none, personal, otherNumbers, clinical, measured, bloodPressure, readings: String
        let readingCount: @Sendable (_ count: Int) -> String
        let readingColumns: (name: String, value: String, time: String)
        let attachments, download, file, type, size: String
        let closedParts, withheldParts: @Sendable (_ count: Int) -> String
        let other, otherHint, whoReads, policyText, about, author, changed, version: String
        let versionOf: @Sendable (_ version: String, _ latest: String) -> String
        let oldVersion, toLatest, identifier: String
        let historyOf: @Sendable (_ name: String) -> String
        let versions, by, envelope, envelopeHint, current, view, accesses, accessesHint, when, who, what, noAccesses: String
        let access: @Sendable (HistoryView.Access.Kind) -> String
        let deleteTitle, deleteText, deleteButton, keepIt: String
        let shareOf: @Sendable (_ name: String) -> String
        let shareIntro, shareWarning, shareButton, now, newReaders: String
        let dicom, element, value, picture, printedBy: String
        let confidential, notEntitled, notEntitledText, missing, missingHint: String
    }

    struct Authority: Sendable {
        let login, loginIntro, masterPassphrase, unlock: String
        let requestCount: @Sendable (_ count: Int) -> String
        let compare, noRequests, submitted, asked, grant, moreAttributes, moreAttributesHint, mayRewrap, mayRewrapHint: String
        let approve, reject, rejectHint, reason: String
        let epoch, epochEnds, publish, publishHint, renewAll, renewAllHint, renew, revoke, revoked, certificateEnds, active: String
        let user, attributes, state, actions, noUsers: String
        let revokeTitle, revokeText: String
        let number, action, actor, subject, head, headHint: String
        let act: @Sendable (AuditView.Action) -> String
        let whole: String
        let broken: @Sendable (_ number: String) -> String
    }

    struct Faults: Sendable {
        let patient: @Sendable (PatientForm.Fault, _ range: String?) -> String
        /// Numbers come in the language's digits.
        let field: @Sendable (FieldFault, _ number: (Int) -> String, _ size: (UInt64) -> String) -> String
    }

    struct Errors: Sendable {
        /// Title and what to do.
        let explanation: @Sendable (ErrorView.Kind) -> (title: String, hint: String)
        let failure: @Sendable (FailureReason) -> String
        /// Title and text.
        let writeFailure: @Sendable (WriteFailure) -> (title: String, text: String)
        let status, requestID, toOverview, detail: String
    }
}

/// A section of the table, by reference: handing its hundred texts on by value made every page large and slow to compile.
@dynamicMemberLookup
final class Table<Section: Sendable>: Sendable {
    let section: Section

    init(_ section: Section) { self.section = section }

    subscript<Value>(dynamicMember path: KeyPath<Section, Value>) -> Value { section[keyPath: path] }
}

extension Language {
    var strings: Strings {
        switch self {
        case .english: .english
        case .bangla: .bangla
        }
    }

    /// The language's name in itself.
    var ownName: String {
        switch self {
        case .english: "English"
        case .bangla: "বাংলা"
        }
    }
}
