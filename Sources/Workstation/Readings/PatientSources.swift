public import Identity
import SealedRecord

/// Whose patients a gateway takes readings for by a patient's number: anybody can enter a patient with any number, and would draw
/// another's readings with it.
public struct PatientSources: Sendable {
    /// Users whose patients count.
    public var owners: Set<UserID>
    /// Hospitals, as the authority approved them in certificates, whose users' patients count.
    public var hospitals: Set<String>

    /// The patients of these users, and of all users of these hospitals.
    public init(owners: Set<UserID> = [], hospitals: Set<String> = []) {
        self.owners = owners
        self.hospitals = hospitals
    }

    /// What counts unless somebody says otherwise: one's own patients, and those of one's own hospital.
    public init(of certificate: Certificate) {
        self.init(owners: [certificate.userID], hospitals: certificate.hospital.isEmpty ? [] : [certificate.hospital])
    }

    /// Who holds the record counts, not who made it and gave it away.
    ///
    /// - Parameter content: verified.
    func trust(_ content: ContentSection) -> Bool { owners.contains(content.author.userID) || hospitals.contains(content.author.hospital) }
}
