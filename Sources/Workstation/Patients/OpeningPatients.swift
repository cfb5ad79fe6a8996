public import HealthRecord
import Identity
import JSON
public import SealedRecord

/// A patient's record as its reader sees it: the general part, and those special parts that the reader's key opens.
public struct OpenedPatient {
    /// The record that the others belong to.
    public let record: OpenedRecord
    /// The bundle of that record, without what it says of its parts.
    public let general: PatientBundle
    /// All that could be opened, in one bundle.
    public let whole: PatientBundle
    /// Records of the parts that were opened.
    public let parts: [RecordID]
    /// How many parts this key does not open, or were deleted.
    public let closedParts: Int
    /// How many parts the store withholds: whoever wrote the record says that they are there.
    public let withheldParts: Int
    /// Records of all parts, opened or not.
    let partReferences: [RecordID]
}

extension PatientBundle {
    /// Longest bundle that is read, in bytes.
    public static let greatestLength = 64 << 20
}

/// Patients' records in the store, looked at.
public struct Patients {
    let session: UserSession

    /// Opens a patient's record with its parts.
    ///
    /// - Parameter version: an older version of the general part; the parts are the present ones.
    /// - Throws: `SealedRecordError.policyNotSatisfied`; `HealthRecordError` if the record holds no patient.
    public func open(_ id: RecordID, version: UInt64? = nil) throws -> OpenedPatient {
        let record = try session.records.open(id, version: version, limit: PatientBundle.greatestLength)
        let general = try PatientBundle(json: record.content)
        var contents: [JSONNode] = []
        var parts: [RecordID] = []
        var references: [RecordID] = []
        var (closed, withheld) = (0, 0)
        // Together as much as one may have: they are joined in memory.
        var left = PatientBundle.greatestLength - record.content.count
        guard general.partReferences.count <= Int(PatientRecordNames.greatestPartCount) else {
            throw ClientError.record(.tooManyParts)
        }
        for text in general.partReferences {
            guard let partID = RecordID(text: text) else {
                throw ClientError.record(.impossiblePart)
            }
            references.append(partID)
            do {
                let part = try session.records.open(partID, limit: left)
                left -= part.content.count
                // Whoever wrote the patient's record answers for its parts: another's record is none.
                guard part.header.content.owner == record.header.content.owner else {
                    throw ClientError.record(.foreignPart)
                }
                do throws(JSONError) { contents.append(try JSONReader.value(of: part.content)) } catch { throw HealthRecordError.notJSON(error) }
                parts.append(partID)
            } catch SealedRecordError.policyNotSatisfied {
                closed += 1
            } catch  where FailureKind.isGone(error) {
                closed += 1
            } catch  where FailureKind.isNotFound(error) {
                withheld += 1
            } catch ClientError.record(.withheld) {
                withheld += 1
            }
        }
        let plain = try general.withoutPartReferences()
        return OpenedPatient(
            record: record, general: plain, whole: try plain.joined(with: contents), parts: parts, closedParts: closed, withheldParts: withheld,
            partReferences: references)
    }
}

extension UserSession {
    public var patients: Patients { Patients(session: self) }
}
