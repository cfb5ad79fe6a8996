import Framing

/// What a doctor writes down of a patient, as a form has it, mapped to FHIR resources (docs/fhir.md).
public struct PatientForm: Equatable, Sendable {
    // Patient.
    /// The whole name as one writes it; required.
    public var name = ""
    /// The hospital's or the state's number of the patient.
    public var idNumber = ""
    /// `YYYY-MM-DD`.
    public var birthDate = ""
    /// `male`, `female`, `other` or `unknown` (FHIR's AdministrativeGender).
    public var sex = ""
    /// 3 to 20 digits of any script, with the usual signs between them; required.
    public var phone = ""
    /// The whole address as one text; required.
    public var address = ""

    // Resources of their own, one for each text.
    /// AllergyIntolerance.
    public var allergies: [String] = []
    /// Condition.
    public var conditions: [String] = []
    /// MedicationStatement.
    public var medications: [String] = []
    /// Observations; what is empty was not measured or written.
    public var observations: [ObservationKind: String] = [:]
    /// DocumentReference.
    public var attachments: [Attachment] = []

    /// The empty form.
    public init() {}

    /// A document beside the record.
    public struct Attachment: Hashable, Sendable {
        /// What a list calls the document: usually the file's name.
        public var title: String
        /// MIME type.
        public var contentType: String
        /// Where it is: the identifier of its own sealed record, as a URL.
        public var url: String
        /// Length in bytes, if it is known and below 2³¹.
        public var length: UInt64?

        /// Takes the values as they are.
        public init(title: String, contentType: String, url: String, length: UInt64?) {
            self.title = title
            self.contentType = contentType
            self.url = url
            self.length = length
        }
    }

    /// A field that an Observation holds, with its LOINC code.
    public enum ObservationKind: String, CaseIterable, Sendable {
        /// The group by ABO and Rh, one of ``PatientForm/bloodGroups``.
        case bloodGroup = "882-1"
        /// The patient's history, a text.
        case history = "11329-0"
        /// The doctor's notes, a text.
        case notes = "34109-9"
        /// Beats per minute.
        case heartRate = "8867-4"
        /// Degrees Celsius.
        case bodyTemperature = "8310-5"
        /// Breaths per minute.
        case respiratoryRate = "9279-1"
        /// Per cent, by pulse oximetry.
        case oxygenSaturation = "2708-6"
        /// Kilograms.
        case bodyWeight = "29463-7"
        /// Centimetres.
        case bodyHeight = "8302-2"
        /// Millimetres of mercury.
        case systolicPressure = "8480-6"
        /// Millimetres of mercury.
        case diastolicPressure = "8462-4"

        /// The unit in UCUM, of a number; `nil` for a text.
        public var unit: String? {
            switch self {
            case .bloodGroup, .history, .notes: nil
            case .heartRate, .respiratoryRate: "/min"
            case .bodyTemperature: "Cel"
            case .oxygenSaturation: "%"
            case .bodyWeight: "kg"
            case .bodyHeight: "cm"
            case .systolicPressure, .diastolicPressure: "mm[Hg]"
            }
        }

        /// LOINC's name.
        public var display: String {
            switch self {
            case .bloodGroup: "ABO and Rh group [Type] in Blood"
            case .history: "History general Narrative - Reported"
            case .notes: "Note"
            case .heartRate: "Heart rate"
            case .bodyTemperature: "Body temperature"
            case .respiratoryRate: "Respiratory rate"
            case .oxygenSaturation: "Oxygen saturation in Arterial blood"
            case .bodyWeight: "Body weight"
            case .bodyHeight: "Body height"
            case .systolicPressure: "Systolic blood pressure"
            case .diastolicPressure: "Diastolic blood pressure"
            }
        }

        /// Numbers that can be: wide enough for any patient, narrow enough to catch a slip of the pen.
        public var plausible: ClosedRange<Double>? {
            switch self {
            case .bloodGroup, .history, .notes: nil
            case .heartRate: 10...350
            case .bodyTemperature: 20...46
            case .respiratoryRate: 2...120
            case .oxygenSaturation: 20...100
            case .bodyWeight: 0.2...700
            case .bodyHeight: 15...280
            case .systolicPressure: 30...330
            case .diastolicPressure: 10...250
            }
        }
    }

    /// A field of the form, to say what is wrong with it.
    public enum Field: Hashable, Sendable {
        /// The fields of ``PatientForm`` with these names.
        case name, idNumber, birthDate, sex, phone, address, allergies, conditions, medications, attachments
        /// The field of that Observation.
        case observation(ObservationKind)
    }

    /// What is wrong with a field.
    public enum Fault: Hashable, Sendable {
        /// A required field, or a line of a list, is empty.
        case missing
        /// No day of the calendar, or not written as `YYYY-MM-DD`.
        case notADate
        /// A day behind the day on which the form is checked.
        case inTheFuture
        /// None of the values that there are.
        case unknownValue
        /// Fewer than 3 or more than 20 digits, or other signs than telephone numbers have.
        case notAPhoneNumber
        /// No decimal number without sign and exponent.
        case notANumber
        /// A number that no patient has: outside ``PatientForm/ObservationKind/plausible``.
        case implausible
        /// More than ``PatientForm/maximumLength`` bytes.
        case tooLong
    }

    /// The eight blood groups.
    public static let bloodGroups = ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"]
    /// FHIR's AdministrativeGender.
    public static let sexes = ["female", "male", "other", "unknown"]
    /// Longest text of a field, in bytes of UTF-8.
    public static let maximumLength = 65_536

    /// What is wrong, by field; empty for a form that can be saved. `today` is `YYYY-MM-DD`.
    public func faults(today: String) -> [Field: Fault] {
        var faults: [Field: Fault] = [:]
        func check(_ field: Field, _ text: String, isRequired: Bool, _ fault: (String) -> Fault?) {
            if text.isEmpty {
                if isRequired { faults[field] = .missing }
            } else if text.utf8.count > Self.maximumLength {
                faults[field] = .tooLong
            } else if let fault = fault(text) {
                faults[field] = fault
            }
        }
        check(.name, name, isRequired: true) { _ in nil }
        check(.idNumber, idNumber, isRequired: true) { _ in nil }
        check(.birthDate, birthDate, isRequired: true) { date in
            guard FHIRDate.isDay(date) else { return .notADate }
            return date > today ? .inTheFuture : nil
        }
        check(.sex, sex, isRequired: true) { Self.sexes.contains($0) ? nil : .unknownValue }
        check(.phone, phone, isRequired: true) { Self.isPhoneNumber($0) ? nil : .notAPhoneNumber }
        check(.address, address, isRequired: true) { _ in nil }
        for (field, texts) in [(Field.allergies, allergies), (.conditions, conditions), (.medications, medications)] {
            if texts.contains(where: { $0.isEmpty }) { faults[field] = .missing }
            if texts.contains(where: { $0.utf8.count > Self.maximumLength }) { faults[field] = .tooLong }
        }
        for (kind, text) in observations {
            check(.observation(kind), text, isRequired: false) { text in
                if kind == .bloodGroup { return Self.bloodGroups.contains(text) ? nil : .unknownValue }
                guard let plausible = kind.plausible else { return nil }
                guard Self.isDecimal(text), let number = Double(text) else { return .notANumber }
                return plausible.contains(number) ? nil : .implausible
            }
        }
        return faults
    }

    /// Digits, of any script that has decimal ones, with the usual signs between them: `+880 1712-345678`, `০১৭১২৩৪৫৬৭৮`.
    private static func isPhoneNumber(_ text: String) -> Bool {
        let digits = text.unicodeScalars.filter { $0.properties.generalCategory == .decimalNumber }.count
        return (3...20).contains(digits)
            && text.unicodeScalars.allSatisfy {
                $0.properties.generalCategory == .decimalNumber || "+-() /.".unicodeScalars.contains($0)
            }
    }

    /// A FHIR decimal without sign or exponent.
    private static func isDecimal(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(ASCII.isDigit) }
            && (parts[0].utf8.count == 1 || parts[0].utf8.first != UInt8(ascii: "0"))
    }
}

/// FHIR's dates.
enum FHIRDate {
    /// Whether a text is a day as `YYYY-MM-DD` in the Gregorian calendar.
    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || ASCII.isDigit($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            year > 0, (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month - 1]).contains(day)
    }
}

extension PatientForm {
    /// Whether a field is as it was in another form of the record.
    public func isUnchanged(_ field: Field, from other: PatientForm) -> Bool {
        switch field {
        case .name: name == other.name
        case .idNumber: idNumber == other.idNumber
        case .birthDate: birthDate == other.birthDate
        case .sex: sex == other.sex
        case .phone: phone == other.phone
        case .address: address == other.address
        case .allergies: allergies == other.allergies
        case .conditions: conditions == other.conditions
        case .medications: medications == other.medications
        case .attachments: attachments == other.attachments
        case .observation(let kind): observations[kind] == other.observations[kind]
        }
    }
}
