import Framing
import AccessPolicy
import HTTPTransport
import HealthRecord
import PortalPages
import SealedRecord
import Workstation

/// Writing a patient's record: new, and changed. What it takes to write one, and what became of it, ``Charts`` knows.
extension DoctorPortal {
    var formRoutes: [Route] {
        let limit = configuration.greatestFileLength + (4 << 20)
        return [
            Route(.get, "/records/new") { request in
                try self.visit(request) { visit in
                    _ = try visit.user.certificate()
                    let templates = self.templates(visit)
                    let choice = PolicyChoice(templates: templates, chosen: templates.first?.id ?? PolicyChoice.custom)
                    return PageResponse.page(Pages.recordForm(self.view(.new, PatientForm(), policy: choice), visit.context))
                }
            },
            Route(
                .post, "/records/new",
                .streaming(bodyLimit: limit) { request in
                    try FormUpload(self, request) { try self.create($0, $1) }
                }),
            Route(.get, "/records/{id}/edit") { request in
                try self.visit(request) { visit in
                    let id = try Self.recordID(visit.request)
                    let patient = try visit.user.patients.open(id)
                    let view = self.view(
                        .edit(id: "\(id)"), PatientForm(patient.general), etag: patient.record.entityTag, closedParts: patient.closedParts)
                    return PageResponse.page(Pages.recordForm(view, visit.context))
                }
            },
            Route(
                .post, "/records/{id}/edit",
                .streaming(bodyLimit: limit) { request in
                    try FormUpload(self, request) { try self.change($0, $1) }
                }),
        ]
    }

    private func view(
        _ purpose: RecordFormView.Purpose, _ form: PatientForm, policy: PolicyChoice? = nil, etag: String = "", closedParts: Int = 0
    ) -> RecordFormView {
        RecordFormView(
            purpose: purpose, form: form, policy: policy, etag: etag, maximumFileSize: configuration.greatestFileLength,
            closedParts: closedParts)
    }

    // MARK: - New

    private func create(_ visit: Visit, _ upload: FormUpload) throws -> Response {
        let form = RecordFields.form { upload[$0] }
        var choice = PolicyChoice(
            templates: templates(visit), chosen: upload[RecordFields.template] ?? "", text: upload[RecordFields.policy] ?? "")
        let policy = Self.policy(&choice, visit)
        var view = view(.new, form, policy: choice)
        view.faults = form.faults(today: visit.context.today)
        guard let policy, view.faults.isEmpty else { return PageResponse.page(Pages.recordForm(view, visit.context), status: 422) }
        // The same patient, should the form be sent again because nobody knows what became of it.
        let name =
            upload[RecordFields.record].flatMap(Hexadecimal.decode).flatMap { RecordName(owner: visit.user.userID, nonce: $0) }
            ?? visit.user.newName()
        let id = name.id
        view.record = Hexadecimal.encode(name.nonce)
        let outcome: WriteOutcome
        do {
            outcome = try visit.user.charts.create(form, policies: [policy], documents: documents(upload, visit), name: name)
        } catch { return try refused(error, visit, view) }
        // What was deleted since it was sent before cannot be made again under its identifier.
        if case .notSaved(let error) = outcome, FailureKind(error) == .notFound { view.record = "" }
        return try answer(outcome, visit, .recordCreated, view) { [view] in
            // It was saved when it was sent before.
            let present = try visit.user.records.open(id, limit: PatientBundle.greatestLength)
            guard present.author.userID == visit.user.userID else { return nil }
            var mine = self.view(.edit(id: "\(id)"), view.form)
            mine.form.attachments = PatientForm(try PatientBundle(json: present.content)).attachments
            return try conflict(mine, with: present, visit)
        }
    }

    // MARK: - Changed

    private func change(_ visit: Visit, _ upload: FormUpload) throws -> Response {
        let id = try Self.recordID(visit.request)
        let typed = RecordFields.form { upload[$0] }
        let etag = upload[RecordFields.etag] ?? ""
        let removed = Set(upload.all(RecordFields.removeAttachment))
        var mine = view(.edit(id: "\(id)"), typed, etag: etag)
        mine.removed = removed
        let record: OpenedRecord
        do { record = try visit.user.records.open(id, limit: PatientBundle.greatestLength) } catch {
            return try refused(error, visit, mine)
        }
        let bundle = try PatientBundle(json: record.content)
        let shown = PatientForm(bundle)
        mine.form.attachments = shown.attachments
        mine.closedParts = bundle.partReferences.count
        guard etag == record.entityTag else { return try conflict(mine, with: record, visit) }
        // An imported record need not have all that a new one must: only what was changed is checked, and what is needed.
        mine.faults = mine.form.faults(today: visit.context.today).filter { !mine.form.isUnchanged($0.key, from: shown) }
        guard mine.faults.isEmpty else { return PageResponse.page(Pages.recordForm(mine, visit.context), status: 422) }
        let outcome: WriteOutcome
        do {
            outcome = try visit.user.charts.change(record, documents: documents(upload, visit), removing: removed) { form in
                let attachments = form.attachments
                form = typed
                form.attachments = attachments
            }
        } catch { return try refused(error, visit, mine) }
        return try answer(outcome, visit, .recordSaved, mine) { [mine] in
            // Somebody was faster by the blink of an eye.
            let present = try visit.user.records.open(id, limit: PatientBundle.greatestLength)
            return present.entityTag == etag ? nil : try conflict(mine, with: present, visit)
        }
    }

    private func conflict(_ mine: RecordFormView, with present: OpenedRecord, _ visit: Visit) throws -> Response {
        var mine = mine
        mine.etag = present.entityTag
        let view = ConflictView(
            mine: mine, present: PatientForm(try PatientBundle(json: present.content)),
            presentVersion: present.header.content.contentVersion, by: present.author.label, at: present.header.content.created)
        return PageResponse.page(Pages.conflict(view, visit.context), status: 409)
    }

    // MARK: - Parts

    private func documents(_ upload: FormUpload, _ visit: Visit) throws -> [NewDocument] {
        try upload.files.map { NewDocument(try $0.input(for: visit.session), title: $0.name) }
    }

    /// What is said of an outcome.
    ///
    /// - Parameters:
    ///   - view: what was typed, which is shown again unless it is saved.
    ///   - conflict: the page for a record that was changed meanwhile; `nil` if it was not.
    private func answer(
        _ outcome: WriteOutcome, _ visit: Visit, _ flash: Flash, _ view: RecordFormView, conflict: () throws -> Response?
    ) throws -> Response {
        switch outcome {
        case .saved(let chart):
            if !chart.isUnchanged { visit.session.readList(visit.user) }
            visit.notes.flash = chart.isUnchanged ? .nothingChanged : chart.isFindable ? flash : .savedNotFindable
            if !chart.isFindable { visit.notes.indexIsIncomplete = true }
            return try Response.redirect(to: "/records/\(chart.header.content.recordID)")
        case .notSaved(let error):
            if FailureKind(error) == .conflict, let page = try? conflict() { return page }
            return try refused(error, visit, view)
        case .notKnown:
            var view = view
            view.failure = .notKnown
            return PageResponse.page(Pages.recordForm(view, visit.context), status: 502)
        }
    }

    /// What was typed, with the reason for which it was not saved.
    private func refused(_ error: any Error, _ visit: Visit, _ view: RecordFormView) throws -> Response {
        // The session has ended, or the user may do nothing any more: there are no pages to show.
        if error is SessionOver || error is NoSuchPage || error is Problem { throw error }
        let status: Int
        switch FailureKind(error) {
        case .revokedOrExpired: throw error
        case .notFound: status = 404
        case .policyNotSatisfied: status = 403
        case .conflict: status = 409
        case .remote, .integrity: status = 502
        case .usage: status = 422
        case .general, .partial, .wrongPassphrase, .interrupted:
            report("\(type(of: error))", visit.request.requestID)
            status = 500
        }
        var view = view
        view.failure = .notSaved(FailureReason(error))
        return PageResponse.page(Pages.recordForm(view, visit.context), status: status)
    }
}
