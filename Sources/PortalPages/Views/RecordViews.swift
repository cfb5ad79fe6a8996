public import HealthRecord

/// A document beside a record.
public struct AttachmentRow: Sendable {
    /// Its segment in `/records/{id}/attachments/{a}`.
    public var id: String
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
    public var name: String
    public var value: String
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
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        public static let edit = Actions(rawValue: 1)
        public static let share = Actions(rawValue: 2)
        public static let delete = Actions(rawValue: 4)
        public static let all: Actions = [.edit, .share, .delete]
    }

    /// Resources of a FHIR type that the face sheet does not show.
    public struct ResourceCount: Sendable {
        public var type: String
        public var count: Int

        public init(type: String, count: Int) {
            self.type = type
            self.count = count
        }
    }

    public var id: String
    /// The face sheet. `observations` are shown from ``measurements`` where they have a time.
    public var form: PatientForm
    /// Further numbers of the patient than the form's.
    public var otherIdentifiers: [String]
    public var measurements: [Measurement]
    public var attachments: [AttachmentRow]
    /// How many readings there are in all.
    public var readingCount: Int
    /// The latest of each kind.
    public var readings: [Reading]
    /// Parts of the record that are closed to the user.
    public var closedParts: Int
    public var otherResources: [ResourceCount]
    /// Text of the policy, without the system's condition on the epoch.
    public var policy: String
    public var author: String
    /// Unix seconds of the version that is shown.
    public var changed: UInt64
    public var version: UInt64
    /// The newest version; another than ``version`` if an older one is shown.
    public var latestVersion: UInt64
    public var actions: Actions

    public init(
        id: String, form: PatientForm, otherIdentifiers: [String] = [], measurements: [Measurement] = [],
        attachments: [AttachmentRow] = [], readingCount: Int = 0, readings: [Reading] = [], closedParts: Int = 0,
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
    public struct Version: Sendable {
        public var number: UInt64
        /// Unix seconds.
        public var at: UInt64
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

    public struct Access: Sendable {
        public enum Kind: String, CaseIterable, Sendable {
            case create, read, update, rewrap, delete
        }

        /// Unix seconds.
        public var at: UInt64
        public var who: String
        public var what: Kind

        public init(at: UInt64, who: String, what: Kind) {
            self.at = at
            self.who = who
            self.what = what
        }
    }

    public var id: String
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
    public var id: String
    public var name: String
    public var idNumber: String
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
    public var id: String
    public var name: String
    /// Text of the policy as it is.
    public var policy: String
    public var choice: PolicyChoice
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
        public var name: String
        public var value: String

        public init(tag: String, name: String, value: String) {
            self.tag = tag
            self.name = name
            self.value = value
        }
    }

    public var record: String
    public var patient: String
    public var attachment: AttachmentRow
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
