public import AccessPolicy
import HealthRecord
public import SealedRecord

/// What is done to a patient's record is done to what belongs to it.
extension UserSession {
    /// Deletes a patient's record, and this user's own parts, documents and readings of it.
    ///
    /// The record goes first: should this be interrupted, what is left is not named by anything any more.
    public func deletePatient(_ id: RecordID, expecting tag: String? = nil) throws {
        let patient = try openPatient(id)
        let belongings = try ownBelongings(of: patient, id, withParts: true)
        try delete(id, expecting: tag ?? patient.record.entityTag)
        for belonging in belongings { try? delete(belonging) }
    }

    /// Changes who may read a patient's record, with this user's own documents and readings of it. Parts under policies of
    /// their own keep these.
    ///
    /// - Returns: how many documents and readings could not be changed, such as those of others.
    @discardableResult
    public func sharePatient(_ id: RecordID, policies: [Policy], expecting tag: String? = nil) throws -> Int {
        let patient = try openPatient(id)
        let belongings = try ownBelongings(of: patient, id, withParts: false)
        try rewrap(id, policies: policies, expecting: tag ?? patient.record.entityTag)
        var failures = 0
        for belonging in belongings {
            do { try rewrap(belonging, policies: policies) } catch { failures += 1 }
        }
        return failures
    }

    private func ownBelongings(of patient: OpenedPatient, _ id: RecordID, withParts: Bool) throws -> [RecordID] {
        var candidates = Self.attachments(of: patient.whole).map(\.id)
        if withParts { candidates += patient.parts }
        candidates += try readings(of: id).map { try $0.checked().id }
        return candidates.filter { candidate in
            // A record may name what is another's, or is gone.
            guard let (header, _) = try? present(candidate) else { return false }
            return header.content.author.userID == userID
        }
    }
}
