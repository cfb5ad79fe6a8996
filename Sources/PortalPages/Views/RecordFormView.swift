public import HealthRecord

/// A policy that the hospital offers for the choosing.
public struct PolicyTemplate: Sendable {
    /// What the field `template` holds when it is chosen; not ``PolicyChoice/custom``.
    public var id: String
    /// What the radio button says, in the reader's language where the portal made it up.
    public var name: String
    /// The policy's text; the page says in words whom it lets read.
    public var policy: String

    public init(id: String, name: String, policy: String) {
        self.id = id
        self.name = name
        self.policy = policy
    }

    /// The policies that the portal makes up from what a doctor's own key says.
    public enum Usual: String, CaseIterable, Sendable {
        /// Everybody of the same role in the same hospital.
        case colleaguesInHospital = "hospital-role"
        case colleaguesInDepartment = "department-role"
        /// Whatever their role.
        case everybodyInHospital = "hospital"
        /// Of the same role, in any hospital.
        case colleaguesAnywhere = "role"
    }
}

/// Who shall be able to read: radio buttons `template`, of which ``custom`` takes the text of the field `policy`.
public struct PolicyChoice: Sendable {
    /// Value of `template` for a policy that is written by hand.
    public static let custom = "custom"

    /// In the order of the radio buttons.
    public var templates: [PolicyTemplate]
    /// Identifier of the chosen template, ``custom``, or empty.
    public var chosen: String
    /// Text of the field `policy`.
    public var text: String
    /// Shown beside the buttons.
    public var fault: FieldFault?

    public init(templates: [PolicyTemplate], chosen: String = "", text: String = "", fault: FieldFault? = nil) {
        self.templates = templates
        self.chosen = chosen
        self.text = text
        self.fault = fault
    }
}

/// GET and POST `/records/new` and `/records/{id}/edit`; the fields' names are in ``RecordFields``.
public struct RecordFormView: Sendable {
    /// Whether the form makes a record or changes one.
    public enum Purpose: Hashable, Sendable {
        /// There is no record yet.
        case new
        /// The record's identifier.
        case edit(id: String)
    }

    /// Decides the address that the form goes to.
    public var purpose: Purpose
    /// What stands in the fields.
    public var form: PatientForm
    /// By field; empty for a form that nobody has sent yet.
    public var faults: [PatientForm.Field: PatientForm.Fault]
    /// What became of it when it was sent, if it could not be saved.
    public var failure: WriteFailure?
    /// About the files that were sent.
    public var attachmentFault: FieldFault?
    /// `nil` where who may read stays as it is, as in an edit by somebody else than the owner.
    public var policy: PolicyChoice?
    /// Hidden field `etag`: the state that the form was filled from; empty for a new record.
    public var etag: String
    /// Addresses of the attachments that are to be taken away.
    public var removed: Set<String> = []
    /// Hidden field `record`: the identifier under which a new record was sent; empty for a form that nobody has sent yet.
    public var record = ""
    /// Largest file in bytes.
    public var maximumFileSize: UInt64
    /// Parts of the record that are closed to the user and stay as they are.
    public var closedParts: Int

    public init(
        purpose: Purpose, form: PatientForm = PatientForm(), faults: [PatientForm.Field: PatientForm.Fault] = [:],
        attachmentFault: FieldFault? = nil, policy: PolicyChoice?, etag: String = "", maximumFileSize: UInt64 = 1 << 30,
        closedParts: Int = 0, failure: WriteFailure? = nil
    ) {
        self.failure = failure
        self.purpose = purpose
        self.form = form
        self.faults = faults
        self.attachmentFault = attachmentFault
        self.policy = policy
        self.etag = etag
        self.maximumFileSize = maximumFileSize
        self.closedParts = closedParts
    }
}

/// Somebody saved meanwhile: the answer 409 to a POST of the form.
public struct ConflictView: Sendable {
    /// What was typed, with the etag of the present version.
    public var mine: RecordFormView
    /// The present version.
    public var present: PatientForm
    /// Its content version.
    public var presentVersion: UInt64
    /// Who saved it.
    public var by: String
    /// Unix seconds.
    public var at: UInt64

    public init(mine: RecordFormView, present: PatientForm, presentVersion: UInt64, by: String, at: UInt64) {
        self.mine = mine
        self.present = present
        self.presentVersion = presentVersion
        self.by = by
        self.at = at
    }
}

/// The names of the record form's fields, and the way back from what was sent.
public enum RecordFields {
    /// Hidden: the state that the form was filled from.
    public static let etag = "etag"
    /// Hidden: the identifier under which a new record was sent before, so that it is not made twice.
    public static let record = "record"
    /// Radio: identifier of a template, or ``PolicyChoice/custom``.
    public static let template = "template"
    /// The policy that is written by hand.
    public static let policy = "policy"
    /// The files; one part of the multipart body for each.
    public static let attachments = "attachments"
    /// Once for each attachment to be taken away: its URL.
    public static let removeAttachment = "removeAttachment"

    /// Every field, in the form's order.
    public static let all: [PatientForm.Field] =
        [.name, .idNumber, .birthDate, .sex, .phone, .address, .observation(.bloodGroup), .allergies, .conditions, .medications]
        + measurements.map { .observation($0) } + [.observation(.history), .observation(.notes), .attachments]

    /// Observations that are numbers.
    public static let measurements: [PatientForm.ObservationKind] = [
        .bodyTemperature, .heartRate, .systolicPressure, .diastolicPressure, .respiratoryRate, .oxygenSaturation, .bodyWeight, .bodyHeight,
    ]

    /// The field's name in HTML.
    public static func name(_ field: PatientForm.Field) -> String {
        switch field {
        case .name: "name"
        case .idNumber: "idNumber"
        case .birthDate: "birthDate"
        case .sex: "sex"
        case .phone: "phone"
        case .address: "address"
        case .allergies: "allergies"
        case .conditions: "conditions"
        case .medications: "medications"
        case .attachments: attachments
        case .observation(let kind): "\(kind)"
        }
    }

    /// The form that was sent, without attachments: texts are trimmed, lists have one entry a line, and numbers and the
    /// date may be written in Bangla digits.
    public static func form(_ value: (String) -> String?) -> PatientForm {
        func text(_ field: PatientForm.Field) -> String { trimmed(value(name(field)) ?? "") }
        func lines(_ field: PatientForm.Field) -> [String] {
            (value(name(field)) ?? "").split(whereSeparator: \.isNewline).map { trimmed(String($0)) }.filter { !$0.isEmpty }
        }
        var form = PatientForm()
        form.name = text(.name)
        form.idNumber = text(.idNumber)
        form.birthDate = Digits.ascii(text(.birthDate))
        form.sex = text(.sex)
        form.phone = text(.phone)
        form.address = text(.address)
        form.allergies = lines(.allergies)
        form.conditions = lines(.conditions)
        form.medications = lines(.medications)
        for kind in PatientForm.ObservationKind.allCases {
            var written = text(.observation(kind))
            if kind.unit != nil { written = Digits.ascii(written) }
            if !written.isEmpty { form.observations[kind] = written }
        }
        return form
    }

    private static func trimmed(_ text: String) -> String {
        let normal = text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
        let start = normal.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
