public import AccessPolicy
import Framing
public import HealthRecord
import LocalFiles
public import SealedRecord
import Cryptography

/// Puts patients' bundles into the store, a record each, with parts under policies of their own beside them.
public final class PatientImport {
    private let session: UserSession
    private let policies: [Policy]
    private let template: PartTemplate
    private let partPolicies: [Policy]
    private let names: DerivedRecordNames
    /// This user's records in the store, and whether they can be found there.
    private var present: ListedRecords

    /// What became of a bundle.
    public enum Outcome: Equatable, Sendable {
        case imported(RecordID)
        /// It was there.
        case present(RecordID)
    }

    /// - Parameter partPolicies: one for each part of the template.
    public init(_ session: UserSession, policies: [Policy], template: PartTemplate, partPolicies: [Policy]) throws {
        precondition(partPolicies.count == template.parts.count)
        guard template.parts.count <= Int(PatientRecordNames.greatestPartCount) else {
            throw ClientError.tooManyParts(limit: Int(PatientRecordNames.greatestPartCount))
        }
        self.session = session
        self.policies = policies
        self.template = template
        self.partPolicies = partPolicies
        names = DerivedRecordNames(session.identity, "import")
        present = try ListedRecords(session)
    }

    /// Imports one bundle, unless it is there: its record's identifier follows from its content and the user.
    public func add(_ json: [UInt8]) throws -> Outcome {
        let hash = SHA256.hash(json)
        let name = names.name(of: hash, [])
        let id = name.id
        let isFindable = try present.isFindable(id)
        if isFindable == true { return .present(id) }
        let divided = try PatientBundle(json: json).divided(by: template)
        if isFindable != nil {
            // The program ended between the record and its search terms.
            do { try makeFindable(id, divided.general) } catch ClientError.record(.otherReaders(let policies)) {
                session.notice(.notFindable(ClientError.record(.otherReaders(policies))))
            }
            present.add(id)
            return .present(id)
        }
        // The parts first: a patient's record never refers to one that is not there.
        var partIDs: [RecordID] = []
        for special in divided.special {
            guard let place = template.parts.firstIndex(where: { $0.name == special.part.name }) else { continue }
            let partName = session.patientNames.part(of: id, UInt32(place))
            partIDs.append(partName.id)
            guard try present.isFindable(partName.id) == nil else { continue }
            try session.writing.add(
                MemoryInput(special.bundle.bytes), policies: [partPolicies[place]], name: partName, isOneOfMany: true, findableBy: .nothing)
        }
        let general = try divided.general.referring(to: partIDs.map(\.description))
        try session.writing.add(
            MemoryInput(general.json), policies: policies, name: name, isOneOfMany: true,
            findableBy: .patient(general))
        present.add(id)
        return .imported(id)
    }

    private func makeFindable(_ id: RecordID, _ imported: PatientBundle) throws {
        do { try session.index.makeFindable(id) } catch SealedRecordError.policyNotSatisfied {
            // Who imports need not be among the readers.
            guard let values = SearchableContent.patient(imported).values({ [] }) else { return }
            try session.index.makeFindable(id, by: values)
        }
    }

    /// Remembers what was put, and makes the last records findable; to be called at the end, also of an import that
    /// failed.
    public func finish() throws {
        try session.index.flush()
        try session.seen().save()
    }
}
