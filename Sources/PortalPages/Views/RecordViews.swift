public import HealthRecord

/// A document beside a record.
public struct AttachmentRow: Sendable {
    /// Its segment in `/records/{id}/attachments/{a}`.
    public var id: String
    /// Usually the file's name.
    public var title: String
    /// MIME type.
    public var contentType: String
    /// Bytes.
    public var length: UInt64?
    /// One line about a DICOM file: modality, description, date.
    public var dicomSummary: String?

    public init(id: String, title: String, contentType: String, length: UInt64?, dicomSummary: String? = nil) {
        self.id = id
        self.title = title
        self.contentType = contentType
        self.length = length
        self.dicomSummary = dicomSummary
    }
}

/// A measured value with its time.
public struct Measurement: Sendable {
    /// What was measured, which decides the unit.
    public var kind: PatientForm.ObservationKind
    /// Digits as FHIR has them.
    public var value: String
    /// FHIR dateTime, or empty.
    public var time: String

    public init(kind: PatientForm.ObservationKind, value: String, time: String) {
        self.kind = kind
        self.value = value
        self.time = time
    }
}

/// The latest value of something that devices or laboratories measure, with a name of its own.
public struct Reading: Sendable {
    /// In the words of whoever measured.
    public var name: String
    /// Digits or a text, as the reading has it.
    public var value: String
    /// As the reading has it; empty if it has none.
    public var unit: String
    /// FHIR dateTime, or empty.
    public var time: String

    public init(name: String, value: String, unit: String, time: String) {
        self.name = name
        self.value = value
        self.unit = unit
        self.time = time
    }
}

/// GET `/records/{id}`, `/records/{id}/versions/{n}` and `/records/{id}/print`.
public struct RecordView: Sendable {
    /// What the user may do; a page offers nothing else.
    public struct Actions: OptionSet, Sendable {
        /// The bits below.
        public let rawValue: Int
        /// From bits; the constants below are the only ones.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Write a new version of the content.
        public static let edit = Actions(rawValue: 1)
        /// Decide anew who may read.
        public static let share = Actions(rawValue: 2)
        /// Remove the record with all versions.
        public static let delete = Actions(rawValue: 4)
        /// What the owner may do.
        public static let all: Actions = [.edit, .share, .delete]
    }

    /// Resources of a FHIR type that the face sheet does not show.
    public struct ResourceCount: Sendable {
        /// The name of a FHIR type, in English.
        public var type: String
        /// At least 1.
        public var count: Int

        public init(type: String, count: Int) {
            self.type = type
            self.count = count
        }
    }

    /// The record's identifier, 64 hexadecimal digits.
    public var id: String
    /// The face sheet. `observations` are shown from ``measurements`` where they have a time.
    public var form: PatientForm
    /// Further numbers of the patient than the form's.
    public var otherIdentifiers: [String]
    /// The latest of each kind that the face sheet shows.
    public var measurements: [Measurement]
    /// Documents that the record refers to.
    public var attachments: [AttachmentRow]
    /// How many readings there are in all.
    public var readingCount: Int
    /// The latest of each kind.
    public var readings: [Reading]
    /// Parts of the record that are closed to the user.
    public var closedParts: Int
    /// Parts of the record that the store does not give.
    public var withheldParts: Int
    /// Shown by number only, so that nobody takes the face sheet for everything.
    public var otherResources: [ResourceCount]
    /// Text of the policy, without the system's condition on the epoch.
    public var policy: String
    /// Name or identifier of who wrote the version that is shown.
    public var author: String
    /// Unix seconds of the version that is shown.
    public var changed: UInt64
    /// The content version that is shown.
    public var version: UInt64
    /// The newest version; another than ``version`` if an older one is shown.
    public var latestVersion: UInt64
    /// Everything for the owner, nothing for others.
    public var actions: Actions

    public init(
        id: String, form: PatientForm, otherIdentifiers: [String] = [], measurements: [Measurement] = [],
        attachments: [AttachmentRow] = [], readingCount: Int = 0, readings: [Reading] = [], closedParts: Int = 0, withheldParts: Int = 0,
        otherResources: [ResourceCount] = [], policy: String, author: String, changed: UInt64, version: UInt64,
        latestVersion: UInt64, actions: Actions
    ) {
        self.id = id
        self.form = form
        self.otherIdentifiers = otherIdentifiers
        self.measurements = measurements
        self.attachments = attachments
        self.readingCount = readingCount
        self.readings = readings
        self.closedParts = closedParts
        self.withheldParts = withheldParts
        self.otherResources = otherResources
        self.policy = policy
        self.author = author
        self.changed = changed
        self.version = version
        self.latestVersion = latestVersion
        self.actions = actions
    }
}

/// GET `/records/{id}/history`.
public struct HistoryView: Sendable {
    /// A content version.
    public struct Version: Sendable {
        /// From 1.
        public var number: UInt64
        /// Unix seconds.
        public var at: UInt64
        /// Name or identifier of the author.
        public var by: String
        /// Number of the envelope: how often it was decided anew who may read.
        public var envelope: UInt64

        public init(number: UInt64, at: UInt64, by: String, envelope: UInt64) {
            self.number = number
            self.at = at
            self.by = by
            self.envelope = envelope
        }
    }

    /// A line of the store's access log.
    public struct Access: Sendable {
        /// The raw values are those of the log, the store's `AccessEntry.Action`.
        public enum Kind: String, CaseIterable, Sendable {
            /// `rewrap` is a decision anew who may read.
            case create, read, update, rewrap, delete
        }

        /// Unix seconds.
        public var at: UInt64
        /// Name, where the store knows one, or identifier.
        public var who: String
        /// What was done with the record.
        public var what: Kind

        public init(at: UInt64, who: String, what: Kind) {
            self.at = at
            self.who = who
            self.what = what
        }
    }

    /// The record's identifier.
    public var id: String
    /// The patient's name.
    public var name: String
    /// Newest first.
    public var versions: [Version]
    /// Newest first; `nil` for others than the owner.
    public var accesses: [Access]?

    public init(id: String, name: String, versions: [Version], accesses: [Access]?) {
        self.id = id
        self.name = name
        self.versions = versions
        self.accesses = accesses
    }
}

/// GET `/records/{id}/delete`; the form: POST to the same with `etag`.
public struct DeleteView: Sendable {
    /// The record's identifier.
    public var id: String
    /// The patient's name, to be sure.
    public var name: String
    /// The patient's number, to be sure.
    public var idNumber: String
    /// Hidden field: the state that the page was made from; another one is not deleted.
    public var etag: String

    public init(id: String, name: String, idNumber: String, etag: String) {
        self.id = id
        self.name = name
        self.idNumber = idNumber
        self.etag = etag
    }
}

/// GET `/records/{id}/share`; the form: POST to the same with `template`, `policy` and `etag`.
public struct ShareView: Sendable {
    /// The record's identifier.
    public var id: String
    /// The patient's name.
    public var name: String
    /// Text of the policy as it is.
    public var policy: String
    /// What the form offers and what is chosen.
    public var choice: PolicyChoice
    /// Hidden field: the state that the page was made from; another one is not changed.
    public var etag: String

    public init(id: String, name: String, policy: String, choice: PolicyChoice, etag: String) {
        self.id = id
        self.name = name
        self.policy = policy
        self.choice = choice
        self.etag = etag
    }
}

/// GET `/records/{id}/attachments/{a}`; its bytes are at `…/content`.
public struct AttachmentView: Sendable {
    /// A data element of a DICOM file.
    public struct Element: Sendable {
        /// `(0008,0060)`.
        public var tag: String
        /// The element's name in DICOM's dictionary, in English.
        public var name: String
        /// The value, or what a unique identifier stands for; without control characters.
        public var value: String

        public init(tag: String, name: String, value: String) {
            self.tag = tag
            self.name = name
            self.value = value
        }
    }

    /// The record's identifier.
    public var record: String
    /// The patient's name.
    public var patient: String
    /// What the record says of the document.
    public var attachment: AttachmentRow
    /// Of a DICOM file; empty for others.
    public var elements: [Element]
    /// Whether `…/content` is an image that a browser shows.
    public var isImage: Bool

    public init(record: String, patient: String, attachment: AttachmentRow, elements: [Element] = [], isImage: Bool = false) {
        self.record = record
        self.patient = patient
        self.attachment = attachment
        self.elements = elements
        self.isImage = isImage
    }
}

/// The answer 403 for a record that the user's key does not open.
public struct NotEntitledView: Sendable {
    /// The record's identifier.
    public var id: String
    /// Text of the policy, with the system's condition on the epoch.
    public var policy: String
    /// What is missing, as ``/AccessPolicy/PolicyExplanation/missing`` tells it.
    public var missing: [String]

    public init(id: String, policy: String, missing: [String]) {
        self.id = id
        self.policy = policy
        self.missing = missing
    }
}
