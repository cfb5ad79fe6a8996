public import HealthRecord
public import Identity
public import JSON
public import SealedRecord

/// What devices have measured of a patient.
public struct Readings {
    let session: UserSession

    /// Longest record of readings that is opened: as many as are sealed together, and what stands between them. Many are opened at a time.
    private static let greatestLength = ReadingsIngest.batchByteCount + ReadingsIngest.greatestLineLength + 1 << 20

    /// Readings that were sealed together.
    public struct OpenedReadings {
        /// Who sealed them: a device's gateway, say.
        public let author: Certificate
        public let content: JSONNode
        public let readings: ReadingsBundle
    }

    /// Opens the readings that belong to a patient's record, those that the store took last first.
    ///
    /// - Parameter limit: of records, each with up to ``ReadingsIngest/batchCount`` readings.
    /// - Returns: what could be opened, and how many records there are in all.
    public func open(of id: RecordID, limit: Int) throws -> (opened: [OpenedReadings], recordCount: Int) {
        let entries = try session.search.readings(of: id).sorted { $0.modified > $1.modified }
        var opened: [OpenedReadings] = []
        for entry in entries.prefix(limit) {
            let record: OpenedRecord
            do { record = try session.records.open(entry.id, limit: Self.greatestLength, saving: false) } catch SealedRecordError.policyNotSatisfied {
                continue
            } catch ClientError.record(.tooLong) {
                continue
            } catch  where FailureKind.isNotFound(error) {
                continue
            }
            // Found by the index, believed by the content, which its author signed.
            guard let root = try? JSONReader.value(of: record.content), let readings = ReadingsBundle(root), readings.subject == "\(id)" else {
                continue
            }
            opened.append(OpenedReadings(author: record.author, content: root, readings: readings))
        }
        try session.seen().save()
        return (opened, entries.count)
    }
}

extension UserSession {
    public var readings: Readings { Readings(session: self) }
}
