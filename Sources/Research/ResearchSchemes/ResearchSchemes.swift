extension SchemeName {
    /// The scheme over a backend.
    public func scheme<Group: BilinearGroup>(over group: Group) -> any ResearchScheme<Group> {
        switch self {
        case .fabeo: RW22(group)
        case .waters11: Waters11(group)
        case .bsw07: BSW07(group)
        case .fame: FAME(group)
        case .rw15: RW15(group)
        }
    }
}

/// Every scheme over one backend, in the order of their numbers.
public func researchSchemes<Group: BilinearGroup>(over group: Group) -> [any ResearchScheme<Group>] {
    SchemeName.allCases.map { $0.scheme(over: group) }
}
