import Clocks
public import AccessPolicy
public import HealthRecord
import Identity
import LocalFiles
public import SealedRecord
import SearchIndex

/// Patients' records with what belongs to them: written, shared and deleted as a whole.
public struct Charts {
    let session: UserSession
}

extension UserSession {
    public var charts: Charts { Charts(session: self) }
}

/// The one transaction that writes a patient's record.
///
/// The documents go first, so that no record ever names one that is not there; then the record, in one request, which is the
/// moment at which all is saved; then what makes it findable; last, the documents go that it does not name any more. Each
/// document, and the record, is written down in the journal before it goes out, so that whoever comes after an interruption
/// knows what was begun.
extension Charts {
    /// Puts a new patient's record into the store.
    ///
    /// - Parameters:
    ///   - policies: of the record and its documents: who may open them.
    ///   - name: for who has to know it before; `nil` for a random one.
    /// - Throws: nothing that happens on the way to the store: that is in the outcome.
    public func create(
        _ form: PatientForm, policies: [Policy], documents: [NewDocument] = [], name: RecordName? = nil
    ) throws -> WriteOutcome {
        let name = name ?? session.newName()
        return try write(name.id, documents, beside: { Base(policies: policies) }, attempts: 1) { references in
            var form = form
            form.attachments += references.map(\.attachment)
            let bundle = try form.bundle(at: Clock.dateTime(Clock.now), newID: RandomIdentifier.uuid)
            return Next(
                draft: try session.records.draft(MemoryInput(bundle.json), policies: policies, name: name), bundle: bundle, removed: [])
        }
    }

    /// Changes a patient's record that was opened.
    ///
    /// - Parameters:
    ///   - record: the state that the change is made on.
    ///   - removing: addresses of attachments that the record is not to name any more; documents of this user's among them are
    ///     deleted with it.
    ///   - change: the change of the form.
    /// - Returns: ``WriteOutcome/notSaved(_:)`` with ``RecordFault/changedMeanwhile`` if the record is in another state.
    public func change(
        _ record: OpenedRecord, documents: [NewDocument] = [], removing: Set<String> = [], _ change: @escaping (inout PatientForm) -> Void
    ) throws -> WriteOutcome {
        let id = record.header.content.recordID
        return try write(id, documents, beside: { try base(record) }, attempts: 1) { references in
            try next(record, references, removing, change)
        }
    }

    /// Changes a patient's record as it is now; repeated if somebody else changes it meanwhile, as the change is made on what
    /// stands there then.
    public func change(
        _ id: RecordID, documents: [NewDocument] = [], _ change: @escaping (inout PatientForm) -> Void
    ) throws -> WriteOutcome {
        try write(id, documents, beside: { try base(try session.records.open(id, limit: PatientBundle.greatestLength)) }, attempts: 4) { references in
            try next(try session.records.open(id, limit: PatientBundle.greatestLength), references, [], change)
        }
    }

    // MARK: - Parts

    /// What the documents of a write follow from.
    private struct Base {
        let policies: [Policy]
        /// Documents that the record names. Their names are taken, whatever the store says: two contents of one name could be shown in each
        /// other's place.
        var named: Set<RecordID> = []
    }

    private func base(_ record: OpenedRecord) throws -> Base {
        Base(
            policies: try session.records.policies(.asBefore, after: record.header, isByHolder: true),
            named: Set(Documents.references(of: try PatientBundle(json: record.content)).map(\.id)))
    }

    /// The state that a record is to have.
    private struct Next {
        let draft: SealedDraft
        let bundle: PatientBundle
        /// Documents that it does not name any more.
        let removed: [RecordID]
    }

    /// - Returns: `nil` if nothing would change.
    private func next(
        _ record: OpenedRecord, _ references: [DocumentReference], _ removing: Set<String>, _ change: (inout PatientForm) -> Void
    ) throws -> Next? {
        let id = record.header.content.recordID
        let bundle = try PatientBundle(json: record.content)
        var form = PatientForm(bundle)
        change(&form)
        form.attachments.removeAll { removing.contains($0.url) }
        form.attachments += references.map(\.attachment)
        let changed = try form.applied(to: bundle, at: Clock.dateTime(Clock.now), newID: RandomIdentifier.uuid)
        guard changed != bundle else { return nil }
        let gone = Documents.references(of: bundle).filter { removing.contains($0.attachment.url) }.map(\.id)
        return Next(
            draft: try session.records.draft(next: MemoryInput(changed.json), of: id, expecting: record.entityTag), bundle: changed,
            removed: session.documents.own(gone, of: id))
    }

    /// - Parameters:
    ///   - attempts: how often the next state is made anew if somebody else was faster.
    ///   - next: makes the next state, around documents that are in the store by then; `nil` if nothing would change.
    private func write(
        _ id: RecordID, _ documents: [NewDocument], beside base: () throws -> Base, attempts: Int, _ next: ([DocumentReference]) throws -> Next?
    ) throws -> WriteOutcome {
        let entry: WriteJournal.Entry
        do { entry = try session.journal.begin(id) } catch { return .notSaved(error) }
        var references: [DocumentReference] = []
        let (written, made): (WrittenRecord, Next)
        do {
            if !documents.isEmpty {
                let base = try base()
                var number: UInt32 = 0
                for document in documents { references.append(try put(document, base, of: id, after: &number, entry)) }
            }
            var attempt = 1
            while true {
                do {
                    guard let state = try next(references) else { return try unchanged(id, entry) }
                    entry.prepare(isToBeFound: true, removing: state.removed)
                    (written, made) = (try session.writing.put(state.draft, entry), state)
                    break
                } catch  where FailureKind.isConflict(error) && attempt < attempts {
                    attempt += 1
                }
            }
        } catch let error as ProgramEnds {
            throw error
        } catch ClientError.outcomeUnknown(let record) where record == id {
            return .notKnown(ClientError.outcomeUnknown(id))
        } catch {
            // A document that may still arrive is looked for again at the next log-in.
            let mayArrive = if case ClientError.outcomeUnknown = error { true } else { false }
            try undo(entry, isOver: !mayArrive)
            return .notSaved(error)
        }
        // From here on it is saved, whatever else fails.
        let values = SearchableContent.patient(made.bundle).values { [] }
        let isFindable = try session.writing.makeFindable(written, values, entry)
        try session.step(.deleteDocuments)
        var isDone = isFindable
        for document in made.removed {
            do { try session.records.delete(document) } catch  where !FailureKind.isNotFound(error) { isDone = false } catch {}
        }
        if isDone { try entry.finish() }
        return .saved(
            SavedChart(
                header: written.header, entityTag: written.entityTag, documents: references, isFindable: isFindable, isUnchanged: false))
    }

    /// Seals a document and puts it into the store.
    private func put(
        _ document: NewDocument, _ base: Base, of patient: RecordID, after number: inout UInt32, _ entry: WriteJournal.Entry
    ) throws -> DocumentReference {
        let (draft, reference) = try session.documents.draft(
            document, policies: base.policies, of: patient, besides: base.named, after: &number)
        try session.step(.noteDocument)
        try entry.note(document: draft.header)
        try session.step(.putDocument)
        _ = try session.records.put(draft)
        return reference
    }

    private func unchanged(_ id: RecordID, _ entry: WriteJournal.Entry) throws -> WriteOutcome {
        let (header, state) = try session.records.present(id)
        try undo(entry)
        return .saved(
            SavedChart(header: header, entityTag: state.entityTag, documents: [], isFindable: true, isUnchanged: true))
    }

    /// Deletes the documents of a write that certainly was not saved: what no record names is of no use to anybody.
    ///
    /// - Parameter isOver: whether none of them is on its way any more.
    private func undo(_ entry: WriteJournal.Entry, isOver: Bool = true) throws {
        for document in entry.content.documents {
            // What cannot be deleted now is deleted at the next log-in.
            do { try session.journal.deleteDocument(document.id, hash: document.hash) } catch { return }
        }
        if isOver { try entry.finish() }
    }
}
