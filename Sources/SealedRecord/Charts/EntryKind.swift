/// What an entry of a chart is. It stands in the sealed content; readers hold it against what the write key may write.
public enum EntryKind: UInt8, CaseIterable, Hashable, Sendable {
    /// A patient's story, in words.
    case note = 0
    /// One value that was measured, by a person.
    case measurement = 1
    /// FHIR's Condition.
    case condition = 2
    /// FHIR's AllergyIntolerance.
    case allergy = 3
    /// FHIR's MedicationRequest or MedicationStatement.
    case prescription = 4
    /// A file: an image, a letter.
    case document = 5
    /// What devices measure, many at a time.
    case readings = 6
    /// Corrects, ends or withdraws other entries.
    case correction = 7
}

/// Several kinds of entries, as bits by their numbers.
public struct EntryKinds: OptionSet, Hashable, Sendable {
    /// Bit k is the kind of number k.
    public let rawValue: UInt16

    /// From the field of a write statement, unchecked.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// These kinds.
    public init(_ kinds: some Sequence<EntryKind>) { self.init(rawValue: kinds.reduce(0) { $0 | 1 << UInt16($1.rawValue) }) }

    /// Every kind that is known.
    public static let all = EntryKinds(EntryKind.allCases)

    /// Whether it is one of these.
    public func contains(_ kind: EntryKind) -> Bool { contains(EntryKinds([kind])) }
}
