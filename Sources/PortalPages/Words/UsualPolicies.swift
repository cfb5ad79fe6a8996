/// The policies that the portal makes up from what a doctor's own key says.
extension PolicyTemplate {
    public enum Usual: String, CaseIterable, Sendable {
        /// Everybody of the same role in the same hospital.
        case colleaguesInHospital = "hospital-role"
        case colleaguesInDepartment = "department-role"
        /// Whatever their role.
        case everybodyInHospital = "hospital"
        /// Of the same role, in any hospital.
        case colleaguesAnywhere = "role"
    }

    /// A usual policy under its name in a language.
    public init(_ usual: Usual, policy: String, _ language: Language) {
        self.init(id: usual.rawValue, name: Self.name(usual, language), policy: policy)
    }

    private static func name(_ usual: Usual, _ language: Language) -> String {
        switch (usual, language) {
        case (.colleaguesInHospital, .english): "Colleagues in my hospital"
        case (.colleaguesInDepartment, .english): "Colleagues in my department"
        case (.everybodyInHospital, .english): "Everybody in my hospital"
        case (.colleaguesAnywhere, .english): "Colleagues in every hospital"
        case (.colleaguesInHospital, .bangla): "আমার হাসপাতালের সহকর্মীরা"
        case (.colleaguesInDepartment, .bangla): "আমার বিভাগের সহকর্মীরা"
        case (.everybodyInHospital, .bangla): "আমার হাসপাতালের সবাই"
        case (.colleaguesAnywhere, .bangla): "সব হাসপাতালের সহকর্মীরা"
        }
    }
}
