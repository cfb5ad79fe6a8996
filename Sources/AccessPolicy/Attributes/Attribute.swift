/// One attribute of a user.
public enum Attribute: Hashable, Sendable, CustomStringConvertible {
    /// A name that the user has or has not, such as `role:doctor`.
    case plain(String)
    /// A number or date with its value.
    case numeric(NumericAttribute, UInt64)
    /// The epoch in which the key was issued, below ``EpochTree/limit``; the system's.
    case epoch(UInt32)
    /// The device that the key was issued to; the system's.
    case device(DeviceLeaf)

    /// Longest name in bytes of UTF-8.
    public static let maximumNameLength = 256

    /// What a policy calls the epoch. No other attribute has this name.
    static let epochName = "epoch"

    /// Whether the system gives the attribute, and no administrator.
    var isSystem: Bool {
        switch self {
        case .plain, .numeric: false
        case .epoch, .device: true
        }
    }

    /// The labels that a key for this attribute holds: one for a name, `bits + 1` for a number or date, 1 to 60 for the
    /// epoch, 25 for the device. The attribute must be one that ``AttributeSet`` takes.
    public var labels: [AttributeLabel] {
        switch self {
        case .plain(let name): [.plain(name)]
        case .numeric(let attribute, let value): attribute.labels(of: value)
        case .epoch(let epoch): EpochTree.cover(upTo: epoch)
        case .device(let leaf): leaf.path.map(\.label)
        }
    }
}
