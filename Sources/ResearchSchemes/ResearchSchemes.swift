/// Every scheme over one backend, in the order of their numbers.
public func researchSchemes<Group: BilinearGroup>(over group: Group) -> [any ResearchScheme<Group>] {
    [FABEO(group), Waters11(group), BSW07(group), FAME(group), RW15(group)]
}
