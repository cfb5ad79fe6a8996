public import AccessPolicy
import HealthRecord
import JSON
public import SealedRecord

/// What is done to a patient's record is done to what belongs to it.
extension Charts {
    /// Deletes a patient's record, and this user's own parts, documents and readings of it.
    ///
    /// The record goes first: should this be interrupted, what is left is not named by anything any more.
    /// - Returns: how many parts, documents and readings are left, such as those of others.
    @discardableResult
    public func delete(_ id: RecordID, expecting tag: String? = nil) throws -> Int {
        let patient = try session.patients.open(id)
        let belongings = try belongings(of: patient, id, forDeletion: true)
        try session.records.delete(id, expecting: tag ?? patient.record.entityTag)
        var failures = belongings.otherCount
        for belonging in belongings.own {
            do { try session.records.delete(belonging) } catch { failures += 1 }
        }
        if failures > 0 { session.notice(.leftBehind(failures)) }
        return failures
    }

    /// Changes who may read a patient's record, with this user's own documents and readings of it. Parts under policies of
    /// their own keep these.
    ///
    /// - Returns: how many documents and readings could not be changed, such as those of others.
    @discardableResult
    public func share(_ id: RecordID, policies: [Policy], expecting tag: String? = nil) throws -> Int {
        let patient = try session.patients.open(id)
        let belongings = try belongings(of: patient, id, forDeletion: false)
        try session.writing.rewrap(id, readers: .of(policies), expecting: tag ?? patient.record.entityTag)
        var failures = belongings.otherCount
        for belonging in belongings.own {
            do { try session.writing.rewrap(belonging, readers: .of(policies)) } catch { failures += 1 }
        }
        if failures > 0 { session.notice(.notShared(failures)) }
        return failures
    }
}

/// What belongs to a patient's record.
private struct Belongings {
    /// This user's, to which the same may be done.
    var own: [RecordID] = []
    /// Others', and what only seems to belong to it.
    var otherCount = 0
}

extension Charts {
    /// What a patient's record names, and what the store finds as its readings.
    ///
    /// Both are only claims: a bundle from elsewhere can name any record, and a store can find any. So nothing is taken but
    /// documents and parts whose identifiers this user's program made from the patient's, and readings that say themselves,
    /// signed, whose they are.
    /// - Parameter forDeletion: parts, too, and documents whatever their policies; otherwise documents that have the patient's.
    private func belongings(of patient: OpenedPatient, _ id: RecordID, forDeletion: Bool) throws -> Belongings {
        let patientClass = SearchableContent.classLabel(patient.record.header.envelope.readers)
        var belongings = Belongings()
        func sort(_ candidate: RecordID, _ belongs: (SealedRecordHeader) throws -> Bool) {
            do {
                let (header, _) = try session.records.present(candidate)
                if header.content.author.userID == session.userID, try belongs(header) {
                    belongings.own.append(candidate)
                } else {
                    belongings.otherCount += 1
                }
            } catch  where FailureKind.isNotFound(error) {
                // Deleted already.
            } catch {
                belongings.otherCount += 1
            }
        }
        let documents = session.patientNames.documents(of: id)
        for document in Set(Documents.references(of: patient.whole).map(\.id)) {
            sort(document) { header in
                documents.contains(document) && (forDeletion || SearchableContent.classLabel(header.envelope.readers) == patientClass)
            }
        }
        if forDeletion {
            let parts = session.patientNames.parts(of: id)
            for part in Set(patient.partReferences) { sort(part) { _ in parts.contains(part) } }
        }
        for entry in try session.search.readings(of: id) {
            let readings = entry.id
            sort(readings) { _ in try isReadings(readings, of: id) }
        }
        return belongings
    }

    private func isReadings(_ id: RecordID, of patient: RecordID) throws -> Bool {
        let content = try session.records.open(id, limit: PatientBundle.greatestLength, saving: false).content
        return (try? JSONReader.value(of: content)).flatMap { ReadingsBundle($0) }?.subject == "\(patient)"
    }
}
