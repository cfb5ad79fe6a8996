/// The policies that the portal makes up from what a doctor's own key says.
extension PolicyTemplate {
    /// The raw values are those of the form's field `template`.
    public enum Usual: String, CaseIterable, Sendable {
        /// Everybody of the same role in the same hospital.
        case colleaguesInHospital = "hospital-role"
        /// Everybody of the same role in the same department.
        case colleaguesInDepartment = "department-role"
        /// Whatever their role.
        case everybodyInHospital = "hospital"
        /// Of the same role, in any hospital.
        case colleaguesAnywhere = "role"
    }

    /// A usual policy under its name in a language.
    public init(_ usual: Usual, policy: String, _ language: Language) {
        self.init(id: usual.rawValue, name: language.strings.form.usualPolicy(usual), policy: policy)
    }
}
