import Framing
import HealthRecord

extension Pages {
    /// A patient's record.
    public static func record(_ view: RecordView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.record
        let sheet = FaceSheet(layout, view)
        func action(_ rest: String, _ name: String, _ classes: StaticString = "button") -> HTML {
            link(layout.recordPath(view.id, rest), .classes(classes), text: name)
        }
        let title = view.form.name.isEmpty ? view.id : view.form.name
        return layout.page(title) {
            layout.heading(title) {
                if view.actions.contains(.edit), view.version == view.latestVersion { action("/edit", strings.edit, "button primary") }
                if view.actions.contains(.share) { action("/share", strings.share) }
                action("/print", strings.print)
                action("/export", strings.export)
                action("/history", strings.history)
                if view.actions.contains(.delete) { action("/delete", strings.delete, "button danger") }
            }
            sheet.line
            if view.version != view.latestVersion {
                tag("p", .classes("note", "warning")) {
                    tag("strong", text: layout.strings.frame.warning)
                    " \(strings.oldVersion) "
                    link(layout.recordPath(view.id), text: strings.toLatest)
                }
            }
            if view.closedParts > 0 { layout.notice(strings.closedParts(view.closedParts)) }
            if view.withheldParts > 0 { layout.warning(strings.withheldParts(view.withheldParts)) }
            sheet.allergies
            tag("div", .classes("columns")) {
                tag("div", .classes("stack")) { sheet.medical }
                tag("div", .classes("stack")) {
                    sheet.person
                    sheet.readers
                    sheet.about
                }
            }
        }
    }

    /// The record on paper.
    public static func printView(_ view: RecordView, _ context: PageContext) -> HTML {
        let layout = Layout(context)
        let strings = layout.strings.record
        let sheet = FaceSheet(layout, view)
        return layout.sheet(view.form.name.isEmpty ? view.id : view.form.name) {
            tag("p", .classes("screen")) {
                link(layout.recordPath(view.id), .classes("button"), text: layout.strings.frame.back)
                " "
                tag("button", .type("button"), .flag("data-print"), .flag("hidden"), text: strings.print)
            }
            tag("p", .classes("letterhead")) {
                tag("strong", text: context.hospital ?? "MedSeal")
                tag("span", text: strings.confidential)
            }
            tag("h1", text: view.form.name)
            sheet.line
            sheet.allergies
            sheet.person
            sheet.medical
            sheet.about
            tag("p", .classes("muted"), text: "\(strings.printedBy): \(context.user ?? "") · \(layout.language.fhirTime(context.today))")
        }
    }
}

/// The parts of a record's page.
struct FaceSheet {
    private let layout: Layout
    private let view: RecordView
    private var strings: Table<Strings.Record> { layout.strings.record }
    private var form: PatientForm { view.form }

    init(_ layout: Layout, _ view: RecordView) {
        self.layout = layout
        self.view = view
    }

    /// Who it is, at a glance.
    var line: HTML {
        let parts = [
            layout.sex(form.sex), layout.age(form.birthDate) ?? "", layout.language.fhirTime(form.birthDate),
            form.idNumber.isEmpty ? "" : "\(layout.strings.form.field(.idNumber)) \(form.idNumber)", form.observations[.bloodGroup] ?? "",
        ]
        return tag("p", .classes("lead", "face")) { for part in parts where !part.isEmpty { tag("span", text: part) } }
    }

    var allergies: HTML {
        tag("section", form.allergies.isEmpty ? .classes("allergies", "none") : .classes("allergies"), .attribute("aria-labelledby", "s-allergies")) {
            tag("h2", .id("s-allergies"), text: strings.allergies)
            if form.allergies.isEmpty {
                tag("p", text: strings.noAllergies)
            } else {
                tag("ul") { for allergy in form.allergies { tag("li", text: allergy) } }
            }
        }
    }

    var person: HTML {
        let field = layout.strings.form.field
        func value(_ text: String) -> HTML {
            text.isEmpty ? tag("span", .classes("muted"), text: layout.strings.frame.notStated) : tag("span", .classes("text"), text: text)
        }
        var entries: [(String, HTML)] = [
            (field(.idNumber), value(form.idNumber)), (field(.birthDate), value(layout.language.fhirTime(form.birthDate))),
            (field(.sex), value(layout.sex(form.sex))), (field(.phone), value(form.phone)), (field(.address), value(form.address)),
            (field(.observation(.bloodGroup)), value(form.observations[.bloodGroup] ?? "")),
        ]
        if !view.otherIdentifiers.isEmpty { entries.append((strings.otherNumbers, value(view.otherIdentifiers.joined(separator: ", ")))) }
        return layout.card(strings.personal, id: "s-person") { layout.facts(entries) }
    }

    var medical: HTML {
        group {
            layout.card(strings.clinical, id: "s-clinical") {
                texts(.conditions, form.conditions)
                texts(.medications, form.medications)
            }
            if !measurements.isEmpty {
                layout.card(strings.measured, id: "s-measured") {
                    tag("ul", .classes("vitals")) { for vital in vitals { tile(vital) } }
                }
            }
            prose(.history, "s-history")
            prose(.notes, "s-notes")
            attachments
            readings
            others
        }
    }

    private func texts(_ field: PatientForm.Field, _ texts: [String]) -> HTML {
        group {
            tag("h3", text: layout.strings.form.field(field))
            if texts.isEmpty {
                tag("p", .classes("muted"), text: strings.none)
            } else {
                tag("ul", .classes("plain")) { for text in texts { tag("li", text: text) } }
            }
        }
    }

    /// The measurements with their times, and those of the form that have none.
    private var measurements: [Measurement] {
        RecordFields.measurements.flatMap { kind -> [Measurement] in
            let timed = view.measurements.filter { $0.kind == kind }
            guard timed.isEmpty, let value = form.observations[kind] else { return timed }
            return [Measurement(kind: kind, value: value, time: "")]
        }
    }

    private struct Vital {
        let name, value, unit, time: String
    }

    /// What is measured together is read together: `135/85`.
    private var vitals: [Vital] {
        let all = measurements
        var vitals: [Vital] = []
        for measurement in all {
            func partner(_ kind: PatientForm.ObservationKind) -> Measurement? {
                let same = all.filter { $0.kind == kind && $0.time == measurement.time }
                return same.count == 1 && all.count { $0.kind == measurement.kind && $0.time == measurement.time } == 1 ? same[0] : nil
            }
            let unit = layout.strings.form.unit(measurement.kind)
            if measurement.kind == .diastolicPressure, partner(.systolicPressure) != nil { continue }
            if measurement.kind == .systolicPressure, let lower = partner(.diastolicPressure) {
                vitals.append(Vital(name: strings.bloodPressure, value: "\(measurement.value)/\(lower.value)", unit: unit, time: measurement.time))
            } else {
                let name = layout.strings.form.field(.observation(measurement.kind))
                vitals.append(Vital(name: name, value: measurement.value, unit: unit, time: measurement.time))
            }
        }
        return vitals
    }

    private func tile(_ vital: Vital) -> HTML {
        tag("li") {
            tag("span", .classes("name"), text: vital.name)
            tag("span", .classes("value")) {
                tag("strong", text: layout.language.digits(vital.value))
                " \(vital.unit)"
            }
            if !vital.time.isEmpty { tag("span", .classes("muted", "when"), text: layout.language.fhirTime(vital.time)) }
        }
    }

    private func prose(_ kind: PatientForm.ObservationKind, _ id: String) -> HTML {
        guard let text = form.observations[kind], !text.isEmpty else { return .empty }
        return layout.card(layout.strings.form.field(.observation(kind)), id: id) { tag("p", .classes("text"), text: text) }
    }

    private var attachments: HTML {
        guard !view.attachments.isEmpty else { return .empty }
        return layout.card(strings.attachments, id: "s-attachments") {
            tag("ul", .classes("files")) {
                for attachment in view.attachments {
                    tag("li") {
                        link(layout.recordPath(view.id, "/attachments/\(PercentEncoding.encode(attachment.id))"), text: attachment.title)
                        if let summary = attachment.dicomSummary { tag("span", text: summary) }
                        tag("span", .classes("muted"), text: layout.fileLine(attachment))
                    }
                }
            }
        }
    }

    private var readings: HTML {
        guard view.readingCount > 0 else { return .empty }
        return layout.card(strings.readings, id: "s-readings") {
            tag("p", .classes("muted"), text: strings.readingCount(view.readingCount))
            tag("table", .classes("cards")) {
                tag("thead") {
                    tag("tr") {
                        for name in [strings.readingColumns.name, strings.readingColumns.value, strings.readingColumns.time] {
                            tag("th", .attribute("scope", "col"), text: name)
                        }
                    }
                }
                tag("tbody") {
                    for reading in view.readings {
                        tag("tr") {
                            tag("th", .attribute("scope", "row"), text: reading.name)
                            layout.cell(strings.readingColumns.value, "\(layout.language.digits(reading.value)) \(reading.unit)")
                            layout.cell(strings.readingColumns.time, layout.language.fhirTime(reading.time))
                        }
                    }
                }
            }
        }
    }

    private var others: HTML {
        guard !view.otherResources.isEmpty else { return .empty }
        return layout.card(strings.other, id: "s-other") {
            tag("p", .classes("muted"), text: strings.otherHint)
            tag("ul", .classes("chips")) {
                for resource in view.otherResources { tag("li", text: "\(resource.type) × \(layout.language.number(resource.count))") }
            }
        }
    }

    var readers: HTML {
        layout.card(strings.whoReads, id: "s-readers") { layout.policy(view.policy) }
    }

    var about: HTML {
        layout.card(strings.about, id: "s-about") {
            layout.facts([
                (strings.author, .text(view.author)), (strings.changed, .text(layout.time(view.changed))),
                (
                    strings.version,
                    .text(strings.versionOf(layout.language.digits(String(view.version)), layout.language.digits(String(view.latestVersion))))
                ),
                (strings.identifier, tag("code", .classes("id"), text: view.id)),
            ])
        }
    }
}

extension Layout {
    /// A policy in words, with its text for those who write policies.
    func policy(_ text: String) -> HTML {
        group {
            words(ofPolicy: text)
            tag("details") {
                tag("summary", text: strings.record.policyText)
                tag("code", .classes("policy"), text: text)
            }
        }
    }

    /// Type and size of a file.
    func fileLine(_ attachment: AttachmentRow) -> String {
        [attachment.contentType, attachment.length.map(language.size) ?? ""].filter { !$0.isEmpty }.joined(separator: " · ")
    }
}
