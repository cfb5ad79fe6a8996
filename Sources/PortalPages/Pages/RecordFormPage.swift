import HealthRecord

extension Pages {
    /// A new record, or changes to one.
    public static func recordForm(_ view: RecordFormView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.form
        let title =
            switch view.purpose {
            case .new: strings.newTitle
            case .edit: strings.editTitle(view.form.name)
            }
        return layout.page(title) {
            tag("h1", text: title)
            tag("p", .classes("lead"), text: strings.intro)
            RecordForm(layout, view).whole
        }
    }

    /// Somebody saved meanwhile: what was typed, beside what is there now.
    public static func conflict(_ view: ConflictView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.form
        return layout.page(strings.conflict) {
            tag("h1", text: strings.conflict)
            layout.warning(strings.conflictIntro(view.by, layout.time(view.at), layout.language.digits(String(view.presentVersion))))
            if case .edit(let id) = view.mine.purpose {
                tag("p") { link(layout.recordPath(id), text: strings.viewPresent) }
            }
            RecordForm(layout, view.mine, present: view.present).whole
        }
    }
}

/// The form of a patient's record.
struct RecordForm {
    let layout: Layout
    let view: RecordFormView
    /// What somebody else saved meanwhile.
    let present: PatientForm?

    private var strings: Table<Strings.Form> { layout.strings.form }

    init(_ layout: Layout, _ view: RecordFormView, present: PatientForm? = nil) {
        self.layout = layout
        self.view = view
        self.present = present
    }

    private var path: String {
        switch view.purpose {
        case .new: "/records/new"
        case .edit(let id): layout.recordPath(id, "/edit")
        }
    }

    private var back: String {
        switch view.purpose {
        case .new: "/records"
        case .edit(let id): layout.recordPath(id)
        }
    }

    private func told(_ failure: WriteFailure) -> HTML {
        let (title, text) = layout.strings.errors.writeFailure(failure)
        return tag("div", .classes("note", "warning"), .attribute("role", "alert"), .attribute("tabindex", "-1")) {
            tag("h2", text: title)
            tag("p", text: text)
            // Where it is not known, whoever looks knows more.
            tag("p") {
                switch view.purpose {
                case .edit(let id): link(layout.recordPath(id), text: strings.viewPresent)
                case .new: link("/records", text: layout.strings.lists.allPatients)
                }
            }
        }
    }

    var whole: HTML {
        group {
            if let failure = view.failure { told(failure) }
            layout.problems(faults)
            layout.form(path, .attribute("enctype", "multipart/form-data"), .flag("data-writing"), .flag("novalidate"), .classes("record")) {
                layout.hidden(RecordFields.etag, view.etag)
                if !view.record.isEmpty { layout.hidden(RecordFields.record, view.record) }
                layout.card(strings.person, id: "s-person") {
                    tag("div", .classes("grid")) {
                        text(.name, "off")
                        text(.idNumber, "off")
                        date
                        choice(.sex, empty: strings.choose, PatientForm.sexes.map { ($0, strings.sex($0)) })
                        text(.phone, "off", type: "tel")
                        choice(.observation(.bloodGroup), empty: strings.chooseBloodGroup, bloodGroups)
                    }
                    area(.address, rows: 2)
                }
                layout.card(strings.clinical, id: "s-clinical") {
                    tag("div", .classes("grid", "three")) {
                        area(.allergies, rows: 4)
                        area(.conditions, rows: 4)
                        area(.medications, rows: 4)
                    }
                }
                layout.card(strings.measurements, id: "s-measurements") {
                    tag("p", .classes("muted"), text: strings.measurementsHint)
                    tag("div", .classes("grid", "four")) { for kind in RecordFields.measurements { measurement(kind) } }
                }
                layout.card(strings.notes, id: "s-notes") {
                    area(.observation(.history), rows: 5)
                    area(.observation(.notes), rows: 5)
                }
                layout.card(strings.attachments, id: "s-attachments") { attachments }
                if let policy = view.policy {
                    layout.card(strings.access, id: "s-access") { layout.policyChoice(policy) }
                }
                if view.closedParts > 0 { tag("p", .classes("muted"), text: strings.closedStay) }
                layout.submit(present != nil ? strings.saveOver : view.purpose == .new ? strings.saveNew : strings.saveChanges, cancel: back)
            }
        }
    }

    // MARK: Fields

    private static let mandatory: Set<PatientForm.Field> = [.name, .idNumber, .birthDate, .sex, .phone, .address]

    private func field(_ field: PatientForm.Field) -> Layout.Field {
        var description = Layout.Field(
            name: RecordFields.name(field), label: strings.field(field), isRequired: Self.mandatory.contains(field),
            hint: strings.hint(field))
        var range: String?
        if case .observation(let kind) = field, let plausible = kind.plausible {
            description.label += " (\(strings.unit(kind)))"
            range = strings.range(number(plausible.lowerBound), number(plausible.upperBound))
            description.hint = range
        }
        if field == .attachments { description.hint = strings.filesHint(layout.language.size(view.maximumFileSize)) }
        description.fault = view.faults[field].map { layout.strings.faults.patient($0, range) }
        if field == .attachments, let fault = view.attachmentFault { description.fault = layout.text(fault) }
        if let present, Self.value(field, present) != Self.value(field, view.form), field != .attachments {
            let saved = Self.value(field, present)
            description.saved = field == .sex && !saved.isEmpty ? strings.sex(saved) : saved
        }
        return description
    }

    private var faults: [(field: Layout.Field, text: String)] {
        var all = RecordFields.all.map(field).compactMap { description in description.fault.map { (description, $0) } }
        if let fault = view.policy?.fault { all.append((layout.policyField(nil), layout.text(fault))) }
        return all
    }

    /// A bound of a plausible range: whole numbers without decimals.
    private func number(_ value: Double) -> String {
        layout.language.digits(value == value.rounded() ? String(Int(value)) : String(value))
    }

    /// What the form shows of a field.
    static func value(_ field: PatientForm.Field, _ form: PatientForm) -> String {
        switch field {
        case .name: form.name
        case .idNumber: form.idNumber
        case .birthDate: form.birthDate
        case .sex: form.sex
        case .phone: form.phone
        case .address: form.address
        case .allergies: form.allergies.joined(separator: "\n")
        case .conditions: form.conditions.joined(separator: "\n")
        case .medications: form.medications.joined(separator: "\n")
        case .attachments: form.attachments.map(\.title).joined(separator: "\n")
        case .observation(let kind): form.observations[kind] ?? ""
        }
    }

    private func text(_ field: PatientForm.Field, _ autocomplete: String, type: StaticString = "text") -> HTML {
        layout.input(
            self.field(field), type: type, value: Self.value(field, view.form), autocomplete: autocomplete, .attribute("maxlength", "512"))
    }

    private var date: HTML {
        layout.input(
            field(.birthDate), type: "date", value: view.form.birthDate, .attribute("min", "1880-01-01"), .attribute("max", layout.context.today))
    }

    private func choice(_ field: PatientForm.Field, empty: String, _ options: [(value: String, text: String)]) -> HTML {
        layout.select(self.field(field), options: [(value: "", text: empty)] + options, chosen: Self.value(field, view.form))
    }

    /// With a minus sign that is as wide as the plus.
    private var bloodGroups: [(value: String, text: String)] {
        PatientForm.bloodGroups.map { group in (group, group.hasSuffix("-") ? "\(group.dropLast())−" : group) }
    }

    private func area(_ field: PatientForm.Field, rows: Int) -> HTML {
        layout.textArea(self.field(field), value: Self.value(field, view.form), rows: rows)
    }

    /// Not `type=number`, which takes no Bangla digits.
    private func measurement(_ kind: PatientForm.ObservationKind) -> HTML {
        layout.input(
            field(.observation(kind)), value: view.form.observations[kind] ?? "", .attribute("inputmode", "decimal"), .attribute("maxlength", "12"))
    }

    private var attachments: HTML {
        group {
            if !view.form.attachments.isEmpty {
                layout.checkboxes(
                    Layout.Field(name: RecordFields.removeAttachment, label: strings.attached, hint: nil),
                    options: view.form.attachments.map { ($0.url, "\(strings.takeAway): \($0.title)", $0.length.map(layout.language.size)) },
                    chosen: view.removed)
            }
            // What was to go when the record could not be shown.
            for url in view.removed.subtracting(view.form.attachments.map(\.url)).sorted() {
                layout.hidden(RecordFields.removeAttachment, url)
            }
            layout.field(field(.attachments), .void("input", field(.attachments).attributes + [.type("file"), .flag("multiple")]))
            if !view.faults.isEmpty || present != nil { tag("p", .classes("muted"), text: strings.filesAgain) }
        }
    }
}
