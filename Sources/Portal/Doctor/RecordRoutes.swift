import AccessPolicy
import Framing
import HealthRecord
import HTTPTransport
import Identity
import JSON
import PortalPages
import SealedRecord
import ServerClients
import Workstation

/// Looking at a patient's record, its history, and deciding who may read it or that it goes.
extension DoctorPortal {
    var recordRoutes: [Route] {
        [
            Route(.get, "/records/{id}") { request in
                try self.visit(request) { visit in
                    let id = try Self.recordID(visit.request)
                    let patient = try visit.user.patients.open(id)
                    self.note(patient, visit)
                    return PageResponse.page(Pages.record(try self.view(patient, id, visit, isPresent: true), visit.context))
                }
            },
            Route(.get, "/records/{id}/print") { request in
                try self.visit(request) { visit in
                    let id = try Self.recordID(visit.request)
                    return PageResponse.page(
                        Pages.printView(try self.view(try visit.user.patients.open(id), id, visit, isPresent: true), visit.context))
                }
            },
            Route(.get, "/records/{id}/export") { request in
                try self.visit(request, isPage: false) { visit in
                    let id = try Self.recordID(visit.request)
                    let patient = try visit.user.patients.open(id)
                    var response = Response(
                        status: 200,
                        headers: HeaderFields([
                            ("content-type", "application/fhir+json"), ("content-disposition", "attachment; filename=\"patient-\(id).json\""),
                        ]), body: .bytes(patient.whole.json + [UInt8(ascii: "\n")]))
                    PageResponse.protect(&response)
                    return response
                }
            },
            Route(.get, "/records/{id}/history") { request in
                try self.visit(request) { PageResponse.page(Pages.history(try self.history($0), $0.context)) }
            },
            Route(.get, "/records/{id}/versions/{number}") { request in
                try self.visit(request) { visit in
                    let id = try Self.recordID(visit.request)
                    guard let number = request.parameters["number"].flatMap({ UInt64($0) }), number > 0 else { throw Self.notThere }
                    let patient = try visit.user.patients.open(id, version: number)
                    var view = try self.view(patient, id, visit, isPresent: false)
                    view.actions = []
                    return PageResponse.page(Pages.record(view, visit.context))
                }
            },
            Route(.get, "/records/{id}/delete") { request in
                try self.visit(request) { visit in
                    let id = try Self.recordID(visit.request)
                    let patient = try visit.user.patients.open(id)
                    let form = PatientForm(patient.general)
                    return PageResponse.page(
                        Pages.delete(
                            DeleteView(id: "\(id)", name: form.name, idNumber: form.idNumber, etag: patient.record.entityTag), visit.context))
                }
            },
            Route(
                .post, "/records/{id}/delete",
                .collecting(bodyLimit: Self.formLimit) { request in
                    try self.submission(request) { visit, form in
                        let id = try Self.recordID(visit.request)
                        let left = try visit.user.charts.delete(id, expecting: try Self.shownState(form))
                        visit.session.catalogue.forget(id)
                        visit.notes.flash = left == 0 ? .recordDeleted : .recordDeletedInPart
                        return try Response.redirect(to: "/records")
                    }
                }),
            Route(.get, "/records/{id}/share") { request in
                try self.visit(request) { visit in
                    let id = try Self.recordID(visit.request)
                    let patient = try visit.user.patients.open(id)
                    let choice = PolicyChoice(
                        templates: self.templates(visit), chosen: PolicyChoice.custom, text: Self.policyText(patient.record.header))
                    return PageResponse.page(Pages.share(self.share(patient, choice), visit.context))
                }
            },
            Route(.post, "/records/{id}/share", .collecting(bodyLimit: Self.formLimit) { try self.share($0) }),
        ]
    }

    /// The state of the record that the person had before their eyes when they decided.
    private static func shownState(_ form: URLEncodedForm) throws -> String {
        guard let tag = form["etag"], !tag.isEmpty, tag != "*" else {
            throw Problem(
                status: 400, code: "incomplete-form", title: "The form does not say which state of the record it is about",
                remedy: "Load the page again.")
        }
        return tag
    }

    // MARK: - Sharing

    private func share(_ patient: OpenedPatient, _ choice: PolicyChoice) -> ShareView {
        ShareView(
            id: "\(patient.record.header.content.recordID)", name: PatientForm(patient.general).name,
            policy: Self.policyText(patient.record.header), choice: choice, etag: patient.record.entityTag)
    }

    private func share(_ request: Request) throws -> Response {
        try submission(request) { visit, form in
            let id = try Self.recordID(visit.request)
            var choice = PolicyChoice(
                templates: templates(visit), chosen: form[RecordFields.template] ?? "", text: form[RecordFields.policy] ?? "")
            guard let policy = Self.policy(&choice, visit) else {
                let patient = try visit.user.patients.open(id)
                return PageResponse.page(Pages.share(share(patient, choice), visit.context), status: 422)
            }
            let left = try visit.user.charts.share(id, policies: [policy], expecting: try Self.shownState(form))
            visit.session.readList(visit.user)
            visit.notes.flash = left == 0 ? .recordShared : .recordSharedInPart
            return try Response.redirect(to: "/records/\(id)")
        }
    }

    /// The policy that was chosen or written; otherwise `nil`, and what is wrong stands in `choice`.
    static func policy(_ choice: inout PolicyChoice, _ visit: Visit) -> Policy? {
        let text: String
        if choice.chosen == PolicyChoice.custom {
            text = trimmed(choice.text)
        } else if let template = choice.templates.first(where: { $0.id == choice.chosen }) {
            text = template.policy
        } else {
            choice.fault = .missing
            return nil
        }
        guard !text.isEmpty else {
            choice.fault = .missing
            return nil
        }
        do throws(PolicyError) {
            let policy = try Policy(parsing: text)
            // Who seals what they cannot open themselves loses it.
            if let attributes = visit.user.ring.attributes, !policy.isSatisfied(by: attributes) {
                choice.fault = .excludesAuthor
                return nil
            }
            return policy
        } catch {
            choice.fault = .notAPolicy(error)
            return nil
        }
    }

    // MARK: - The record

    private func note(_ patient: OpenedPatient, _ visit: Visit) {
        let known = visit.session.catalogue.entry(patient.record.header.content.recordID)
        guard known?.entityTag != patient.record.entityTag else { return }
        visit.session.catalogue.note(
            patient.general, patient.record.header, entityTag: patient.record.entityTag, modified: patient.record.header.envelope.created)
    }

    private func view(_ patient: OpenedPatient, _ id: RecordID, _ visit: Visit, isPresent: Bool) throws -> RecordView {
        let header = patient.record.header
        let form = PatientForm(patient.whole)
        let summary = PatientSummary(patient.whole)
        let readings = try Self.readings(of: id, visit.user)
        let isMine = header.content.author.userID == visit.user.userID
        return RecordView(
            id: "\(id)", form: form,
            otherIdentifiers: summary.identifiers.map(\.value).filter { $0 != form.idNumber },
            measurements: Self.measurements(patient.whole), attachments: Self.attachments(patient, visit.user), readingCount: readings.count,
            readings: readings.latest, closedParts: patient.closedParts, withheldParts: patient.withheldParts,
            otherResources: Self.otherResources(patient.whole),
            policy: Self.policyText(header), author: header.content.author.label, changed: header.content.created,
            version: header.content.contentVersion,
            latestVersion: isPresent ? header.content.contentVersion : try visit.user.records.present(id).header.content.contentVersion,
            actions: isMine ? .all : [])
    }

    private static func measurements(_ bundle: PatientBundle) -> [Measurement] {
        let latest = PatientForm.latestObservations(of: bundle)
        return RecordFields.measurements.compactMap { kind in
            latest[kind].map { Measurement(kind: kind, value: shortened($0.text), time: $0.time) }
        }
    }

    /// A number as a face sheet has room for it: devices and simulations give fourteen digits, of which nobody reads more
    /// than one behind the point. The record keeps them all, and so does the form in which it is changed.
    private static func shortened(_ digits: String) -> String {
        guard let point = digits.firstIndex(of: "."), digits[point...].count > 3, let value = Double(digits), abs(value) < 1e9 else {
            return digits
        }
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    /// The policy in one text, as its author gave it.
    static func policyText(_ header: SealedRecordHeader) -> String {
        let texts = header.envelope.readers.map(\.text)
        return texts.count == 1 ? texts[0] : texts.map { "(\($0))" }.joined(separator: " or ")
    }

    private static let shownTypes: Set<String> = [
        "Patient", "Condition", "AllergyIntolerance", "MedicationStatement", "MedicationRequest", "DocumentReference",
    ]

    private static func otherResources(_ bundle: PatientBundle) -> [RecordView.ResourceCount] {
        var counts: [String: Int] = [:]
        for resource in bundle.resources {
            guard let type = resource["resourceType"]?.string, !shownTypes.contains(type) else { continue }
            if type == "Observation", PatientForm.shows(resource) { continue }
            counts[type, default: 0] += 1
        }
        return counts.sorted { $0.key < $1.key }.map { RecordView.ResourceCount(type: $0.key, count: $0.value) }
    }

    /// What devices have measured: the records that were stored last, of which there may be very many.
    private static func readings(of id: RecordID, _ user: UserSession) throws -> (count: Int, latest: [Reading]) {
        var count = 0
        var latest: [String: Reading] = [:]
        for readings in try user.readings.open(of: id, limit: 20).opened.map(\.readings) {
            count += readings.observations.count
            for observation in readings.observations {
                guard let reading = reading(observation) else { continue }
                if let known = latest[reading.name], known.time > reading.time { continue }
                latest[reading.name] = reading
            }
        }
        return (count, latest.values.sorted { $0.name < $1.name })
    }

    private static func reading(_ observation: JSONNode) -> Reading? {
        guard let name = observation["code"].flatMap(PatientSummary.text(ofConcept:)) else { return nil }
        var (value, unit) = ("", "")
        if let quantity = observation["valueQuantity"] {
            if case .number(let digits)? = quantity["value"] { value = digits }
            unit = quantity["unit"]?.string ?? quantity["code"]?.string ?? ""
        } else if let text = observation["valueString"]?.string {
            value = text
        }
        return value.isEmpty
            ? nil : Reading(name: name, value: shortened(value), unit: unit, time: observation["effectiveDateTime"]?.string ?? "")
    }

    // MARK: - History

    private func history(_ visit: Visit) throws -> HistoryView {
        let id = try Self.recordID(visit.request)
        let patient = try visit.user.patients.open(id)
        let author = patient.record.author
        let versions = try visit.user.records.versions(of: id).sorted { $0.contentVersion > $1.contentVersion }
        var accesses: [HistoryView.Access]?
        if author.userID == visit.user.userID {
            accesses = Self.summary(of: try visit.user.records.accesses(of: id).reversed())
        }
        return HistoryView(
            id: "\(id)", name: PatientForm(patient.general).name,
            versions: versions.map { entry in
                HistoryView.Version(number: entry.contentVersion, at: entry.modified, by: author.label, envelope: entry.envelopeSequence)
            }, accesses: accesses)
    }

    /// The access log, newest first, with one line for what one visit of somebody needed several requests for.
    private static func summary(of log: some Sequence<StoreClient.Access>) -> [HistoryView.Access] {
        let sameVisit: UInt64 = 600
        var lines: [HistoryView.Access] = []
        for access in log {
            guard let what = HistoryView.Access.Kind(rawValue: access.action) else { continue }
            let who = access.name ?? access.user
            if what == .read, let last = lines.last, last.what == .read, last.who == who, last.at - min(last.at, access.time) < sameVisit { continue }
            lines.append(HistoryView.Access(at: access.time, who: who, what: what))
            if lines.count == 500 { break }
        }
        return lines
    }

    // MARK: - Parts

    static func recordID(_ request: Request) throws -> RecordID {
        guard let id = request.parameters["id"].flatMap({ RecordID(text: $0) }) else { throw notThere }
        return id
    }

    static var notThere: NoSuchPage { NoSuchPage() }

    /// Policies that are offered: by the hospital and department that the doctor's own key names.
    func templates(_ visit: Visit) -> [PolicyTemplate] {
        let plain: [String] = (visit.user.ring.attributes?.attributes ?? []).compactMap { attribute in
            if case .plain(let name) = attribute { name } else { nil }
        }
        func first(_ prefix: String) -> String? { plain.first { $0.hasPrefix(prefix) } }
        func text(_ name: String) -> String { Attribute.plain(name).description }
        let (hospital, department, role) = (first("hospital:"), first("department:"), first("role:") ?? "role:doctor")
        var found: [(PolicyTemplate.Usual, String)] = []
        if let hospital { found.append((.colleaguesInHospital, "\(text(role)) and \(text(hospital))")) }
        if let hospital, let department {
            found.append((.colleaguesInDepartment, "\(text(role)) and \(text(hospital)) and \(text(department))"))
        }
        if let hospital { found.append((.everybodyInHospital, text(hospital))) }
        found.append((.colleaguesAnywhere, text(role)))
        return found.map { PolicyTemplate($0.0, policy: $0.1, visit.context.language) }
    }
}
