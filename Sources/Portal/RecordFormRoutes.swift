import Clocks
import HealthRecord
import HTTPTransport
import PortalPages
import SealedRecord
import Workstation

/// Writing a patient's record: new, and changed.
extension DoctorPortal {
    var formRoutes: [Route] {
        let limit = configuration.greatestFileLength + (4 << 20)
        return [
            Route(.get, "/records/new") { request in
                try self.visit(request) { visit in
                    _ = try visit.user.certificate()
                    let templates = self.templates(visit)
                    let view = RecordFormView(
                        purpose: .new, policy: PolicyChoice(templates: templates, chosen: templates.first?.id ?? PolicyChoice.custom),
                        maximumFileSize: self.configuration.greatestFileLength)
                    return PageResponse.page(Pages.recordForm(view, visit.context))
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
                    let patient = try visit.user.openPatient(id)
                    return PageResponse.page(Pages.recordForm(self.editForm(id, patient), visit.context))
                }
            },
            Route(
                .post, "/records/{id}/edit",
                .streaming(bodyLimit: limit) { request in
                    try FormUpload(self, request) { try self.change($0, $1) }
                }),
        ]
    }

    private func editForm(_ id: RecordID, _ patient: OpenedPatient) -> RecordFormView {
        RecordFormView(
            purpose: .edit(id: "\(id)"), form: PatientForm(patient.general), policy: nil, etag: patient.record.entityTag,
            maximumFileSize: configuration.greatestFileLength, closedParts: patient.closedParts)
    }

    private func create(_ visit: Visit, _ upload: FormUpload) throws -> Response {
        var form = RecordFields.form { upload[$0] }
        var choice = PolicyChoice(
            templates: templates(visit), chosen: upload[RecordFields.template] ?? "", text: upload[RecordFields.policy] ?? "")
        let policy = Self.policy(&choice, visit)
        let faults = form.faults(today: visit.context.today)
        guard let policy, faults.isEmpty else {
            let view = RecordFormView(
                purpose: .new, form: form, faults: faults, policy: choice, maximumFileSize: configuration.greatestFileLength)
            return PageResponse.page(Pages.recordForm(view, visit.context), status: 422)
        }
        var documents: [UserSession.AttachmentReference] = []
        let id = RecordID.random()
        do {
            for file in upload.files {
                documents.append(
                    try visit.user.addDocument(file.input(for: visit.session), title: file.name, contentType: nil, policies: [policy], of: id))
            }
            form.attachments = documents.map(\.attachment)
            let bundle = try form.bundle(at: Clock.dateTime(Clock.now), newID: RandomIdentifier.uuid)
            let header = try visit.user.add(MemoryInput(bundle.json), policies: [policy], id: id, findableBy: .patient(bundle))
            visit.session.readList(visit.user)
            visit.session.flash = .recordCreated
            return try Response.redirect(to: "/records/\(header.content.recordID)")
        } catch {
            // What no record names is of no use to anybody.
            for document in documents { try? visit.user.delete(document.id) }
            throw error
        }
    }

    private func change(_ visit: Visit, _ upload: FormUpload) throws -> Response {
        let id = try Self.recordID(visit.request)
        let record = try visit.user.open(id, limit: PatientBundle.greatestLength)
        let bundle = try PatientBundle(json: record.content)
        let shown = PatientForm(bundle)
        var form = RecordFields.form { upload[$0] }
        let removed = Set(upload.all(RecordFields.removeAttachment))
        form.attachments = shown.attachments.filter { !removed.contains($0.url) }
        let etag = upload[RecordFields.etag] ?? ""
        func view(_ faults: [PatientForm.Field: PatientForm.Fault] = [:], etag: String) -> RecordFormView {
            RecordFormView(
                purpose: .edit(id: "\(id)"), form: form, faults: faults, policy: nil, etag: etag,
                maximumFileSize: configuration.greatestFileLength, closedParts: bundle.partReferences.count)
        }
        func conflict(with present: OpenedRecord) throws -> Response {
            let now = PatientForm(try PatientBundle(json: present.content))
            let view = ConflictView(
                mine: view(etag: present.entityTag), present: now, presentVersion: present.header.content.contentVersion,
                by: present.author.displayName, at: present.header.content.created)
            return PageResponse.page(Pages.conflict(view, visit.context), status: 409)
        }
        guard etag == record.entityTag else { return try conflict(with: record) }
        // An imported record need not have all that a new one must: only what was changed is checked, and what is needed.
        let faults = form.faults(today: visit.context.today).filter { fault in !Self.isUnchanged(fault.key, form, shown) }
        guard faults.isEmpty else { return PageResponse.page(Pages.recordForm(view(faults, etag: etag), visit.context), status: 422) }

        var documents: [UserSession.AttachmentReference] = []
        do {
            for file in upload.files {
                documents.append(
                    try visit.user.addDocument(
                        file.input(for: visit.session), title: file.name, contentType: nil, policies: record.header.envelope.readers, of: id))
            }
            form.attachments += documents.map(\.attachment)
            let changed = try form.applied(to: bundle, at: Clock.dateTime(Clock.now), newID: RandomIdentifier.uuid)
            guard changed != bundle else {
                visit.session.flash = .nothingChanged
                return try Response.redirect(to: "/records/\(id)")
            }
            try visit.user.update(id, MemoryInput(changed.json), expecting: etag, findableBy: .patient(changed))
        } catch {
            for document in documents { try? visit.user.delete(document.id) }
            // Somebody was faster by the blink of an eye.
            guard UserFailure(error).kind == .conflict else { throw error }
            form.attachments.removeLast(documents.count)
            return try conflict(with: try visit.user.open(id, limit: PatientBundle.greatestLength))
        }
        for reference in UserSession.attachments(of: bundle) where removed.contains(reference.attachment.url) {
            try? visit.user.deleteDocument(reference.id, of: id)
        }
        visit.session.readList(visit.user)
        visit.session.flash = .recordSaved
        return try Response.redirect(to: "/records/\(id)")
    }

    private static func isUnchanged(_ field: PatientForm.Field, _ form: PatientForm, _ shown: PatientForm) -> Bool {
        switch field {
        case .name: form.name == shown.name
        case .idNumber: form.idNumber == shown.idNumber
        case .birthDate: form.birthDate == shown.birthDate
        case .sex: form.sex == shown.sex
        case .phone: form.phone == shown.phone
        case .address: form.address == shown.address
        case .allergies: form.allergies == shown.allergies
        case .conditions: form.conditions == shown.conditions
        case .medications: form.medications == shown.medications
        case .attachments: form.attachments == shown.attachments
        case .observation(let kind): form.observations[kind] == shown.observations[kind]
        }
    }
}
