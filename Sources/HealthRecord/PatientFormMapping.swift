public import JSON

/// Between ``PatientForm`` and FHIR resources.
extension PatientForm {
    /// The system of ``PatientForm/idNumber`` where MedSeal wrote it.
    static let idNumberSystem = "urn:medseal:patient-number"
    private static let loinc = "http://loinc.org"
    private static let ucum = "http://unitsofmeasure.org"

    /// What a form shows of a record: of each field that which the form could have written, or the nearest to it.
    public init(_ bundle: PatientBundle) {
        self.init()
        let summary = PatientSummary(bundle)
        name = summary.name
        let numbered = summary.identifiers.first { $0.system == Self.idNumberSystem } ?? summary.identifiers.first
        idNumber = numbered?.value ?? ""
        birthDate = summary.birthDate ?? ""
        sex = summary.sex ?? ""
        phone = summary.phones.first ?? ""
        address = summary.address ?? ""
        allergies = summary.allergies
        conditions = summary.conditions
        medications = summary.medications
        observations = Self.latestObservations(of: bundle).mapValues(\.text)
        attachments = bundle.resources("DocumentReference").compactMap(Self.attachment)
    }

    /// The latest observation of each kind, with its time, a FHIR dateTime or empty; of several at one time the last in the
    /// Bundle.
    public static func latestObservations(of bundle: PatientBundle) -> [ObservationKind: (text: String, time: String)] {
        var latest: [ObservationKind: (text: String, time: String)] = [:]
        for observation in bundle.resources("Observation") where !isWithdrawn(observation) {
            let time = observation["effectiveDateTime"]?.string ?? ""
            for (kind, text) in values(of: observation) where latest[kind].map({ $0.time <= time }) ?? true { latest[kind] = (text, time) }
        }
        return latest
    }

    /// Whether an observation holds a field of the form.
    public static func shows(_ observation: JSONNode) -> Bool { !values(of: observation).isEmpty }

    /// A new record. `time` is a FHIR dateTime, when the observations were made; `newID` gives a fresh UUID for each
    /// resource.
    public func bundle(at time: String, newID: () -> String) throws(HealthRecordError) -> PatientBundle {
        let empty = JSONNode.object([
            .init("resourceType", .string("Patient")), .init("id", .string(newID())),
        ])
        return try applied(to: PatientBundle(entries: [PatientBundle.entry(empty)]), at: time, newID: newID)
    }

    /// A record with this form's values in place of those that it has.
    ///
    /// A field that is as the record shows it changes nothing there: codes, dates and everything else that the form does
    /// not know stay. A text that is gone takes its resources away, a new one becomes a new resource.
    public func applied(
        to bundle: PatientBundle, at time: String, newID: () -> String
    ) throws(HealthRecordError) -> PatientBundle {
        let shown = PatientForm(bundle)
        var entries = bundle.entries
        let subject = bundle.patientReference
        if let index = entries.firstIndex(where: { $0["resource"]?["resourceType"]?.string == "Patient" }),
            let patient = entries[index]["resource"]
        {
            entries[index].set("resource", changed(patient, from: shown))
        }
        func replaceTexts(_ types: [String], from old: [String], to new: [String], _ name: (JSONNode) -> String?, _ make: (String) -> JSONNode) {
            let removed = Set(old).subtracting(new)
            entries.removeAll { entry in
                guard let resource = entry["resource"], types.contains(resource["resourceType"]?.string ?? "") else { return false }
                return name(resource).map(removed.contains) ?? false
            }
            for text in new where !old.contains(text) { entries.append(PatientBundle.entry(make(text))) }
        }
        func resource(_ type: String, _ members: [JSONNode.Member]) -> JSONNode {
            .object([.init("resourceType", .string(type)), .init("id", .string(newID()))] + members)
        }
        let reference = JSONNode.object([.init("reference", .string(subject))])
        replaceTexts(
            ["AllergyIntolerance"], from: shown.allergies, to: allergies, { $0["code"].flatMap(PatientSummary.text(ofConcept:)) }
        ) { text in
            resource(
                "AllergyIntolerance",
                [
                    .init("clinicalStatus", Self.concept("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")),
                    .init("code", .object([.init("text", .string(text))])), .init("patient", reference),
                ])
        }
        replaceTexts(
            ["Condition"], from: shown.conditions, to: conditions, { $0["code"].flatMap(PatientSummary.text(ofConcept:)) }
        ) { text in
            resource(
                "Condition",
                [
                    .init("clinicalStatus", Self.concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active")),
                    .init("code", .object([.init("text", .string(text))])), .init("subject", reference),
                ])
        }
        replaceTexts(
            ["MedicationStatement", "MedicationRequest"], from: shown.medications, to: medications,
            { $0["medicationCodeableConcept"].flatMap(PatientSummary.text(ofConcept:)) }
        ) { text in
            resource(
                "MedicationStatement",
                [
                    .init("status", .string("active")),
                    .init("medicationCodeableConcept", .object([.init("text", .string(text))])), .init("subject", reference),
                ])
        }
        // A measurement is added to the others, not put in their place: the older one was true at its time. What was
        // shown and is now empty was an error.
        for kind in ObservationKind.allCases {
            let text = observations[kind] ?? "", old = shown.observations[kind] ?? ""
            guard text != old else { continue }
            guard !text.isEmpty else {
                for index in entries.indices {
                    guard var resource = entries[index]["resource"], resource["resourceType"]?.string == "Observation",
                        Self.values(of: resource).contains(where: { $0 == (kind, old) })
                    else { continue }
                    resource.set("status", .string("entered-in-error"))
                    entries[index].set("resource", resource)
                }
                continue
            }
            entries.append(
                PatientBundle.entry(
                    resource(
                        "Observation",
                        [
                            .init("status", .string("final")),
                            .init(
                                "code",
                                .object([
                                    .init(
                                        "coding",
                                        .array([
                                            .object([
                                                .init("system", .string(Self.loinc)), .init("code", .string(kind.rawValue)),
                                                .init("display", .string(kind.display)),
                                            ])
                                        ]))
                                ])),
                            .init("subject", reference), .init("effectiveDateTime", .string(time)), Self.value(text, of: kind),
                        ])))
        }
        entries.removeAll { entry in
            guard let resource = entry["resource"], let shown = Self.attachment(resource) else { return false }
            return !attachments.contains(shown)
        }
        for attachment in attachments where !shown.attachments.contains(attachment) {
            entries.append(
                PatientBundle.entry(
                    resource(
                        "DocumentReference",
                        [
                            .init("status", .string("current")), .init("subject", reference), .init("date", .string(time)),
                            .init("content", .array([.object([.init("attachment", Self.json(attachment))])])),
                        ])))
        }
        return try bundle.replacingEntries(entries)
    }

    private func changed(_ patient: JSONNode, from shown: PatientForm) -> JSONNode {
        var patient = patient
        func prepend(_ member: String, _ value: JSONNode) {
            patient.set(member, .array([value] + (patient[member]?.elements ?? [])))
        }
        if name != shown.name {
            // The name that was is kept as a former one.
            let former = (patient["name"]?.elements ?? []).map { name -> JSONNode in
                guard ["official", "usual", nil].contains(name["use"]?.string) else { return name }
                var name = name
                name.set("use", .string("old"))
                return name
            }
            patient.set("name", .array([.object([.init("use", .string("official")), .init("text", .string(name))])] + former))
        }
        if idNumber != shown.idNumber {
            let others = (patient["identifier"]?.elements ?? []).filter { $0["system"]?.string != Self.idNumberSystem }
            patient.set("identifier", .array(others))
            prepend("identifier", .object([.init("system", .string(Self.idNumberSystem)), .init("value", .string(idNumber))]))
        }
        if birthDate != shown.birthDate { patient.set("birthDate", .string(birthDate)) }
        if sex != shown.sex { patient.set("gender", .string(sex)) }
        if phone != shown.phone {
            let others = (patient["telecom"]?.elements ?? []).filter { $0["value"]?.string != shown.phone }
            patient.set("telecom", .array(others))
            prepend("telecom", .object([.init("system", .string("phone")), .init("value", .string(phone))]))
        }
        if address != shown.address {
            patient.set(
                "address",
                .array(
                    [.object([.init("text", .string(address))])]
                        + (patient["address"]?.elements.dropFirst() ?? [])))
        }
        return patient
    }

    /// FHIR's ObservationStatus for what must not be believed.
    private static func isWithdrawn(_ observation: JSONNode) -> Bool {
        ["entered-in-error", "cancelled"].contains(observation["status"]?.string)
    }

    private static func concept(_ system: String, _ code: String) -> JSONNode {
        .object([.init("coding", .array([.object([.init("system", .string(system)), .init("code", .string(code))])]))])
    }

    private static func value(_ text: String, of kind: ObservationKind) -> JSONNode.Member {
        guard let unit = kind.unit else {
            return kind == .bloodGroup
                ? .init("valueCodeableConcept", .object([.init("text", .string(text))])) : .init("valueString", .string(text))
        }
        return .init(
            "valueQuantity",
            .object([
                .init("value", .number(text)), .init("unit", .string(unit)), .init("system", .string(ucum)), .init("code", .string(unit)),
            ]))
    }

    /// The form's values in an observation or in the components of one, as a blood pressure has.
    private static func values(of observation: JSONNode) -> [(ObservationKind, String)] {
        ([observation] + (observation["component"]?.elements ?? [])).compactMap { part in
            let codes = (part["code"]?["coding"]?.elements ?? []).filter { $0["system"]?.string == loinc }
            guard let kind = codes.lazy.compactMap({ $0["code"]?.string.flatMap(ObservationKind.init(rawValue:)) }).first else {
                return nil
            }
            if kind.unit == nil {
                let text = part["valueString"]?.string ?? part["valueCodeableConcept"].flatMap(PatientSummary.text(ofConcept:))
                return text.map { (kind, $0) }
            }
            // Another unit than the form's is not shown in the form, for the number would lie.
            guard let quantity = part["valueQuantity"], case .number(let digits) = quantity["value"],
                (quantity["code"]?.string ?? quantity["unit"]?.string) == kind.unit
            else { return nil }
            return (kind, digits)
        }
    }

    private static func json(_ attachment: Attachment) -> JSONNode {
        var json = JSONNode.object([
            .init("contentType", .string(attachment.contentType)), .init("url", .string(attachment.url)),
            .init("title", .string(attachment.title)),
        ])
        // R4 gives the size 31 bits.
        if let length = attachment.length, length <= Int32.max { json.set("size", .number(String(length))) }
        return json
    }

    private static func attachment(_ resource: JSONNode) -> Attachment? {
        guard resource["resourceType"]?.string == "DocumentReference",
            let attachment = resource["content"]?.elements.first?["attachment"], let url = attachment["url"]?.string
        else { return nil }
        var length: UInt64?
        if case .number(let digits) = attachment["size"] { length = UInt64(digits) }
        return Attachment(
            title: attachment["title"]?.string ?? "", contentType: attachment["contentType"]?.string ?? "", url: url, length: length)
    }
}
