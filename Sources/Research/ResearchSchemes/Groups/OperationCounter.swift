import Synchronization

/// What a scheme's cost is counted in.
///
/// An exponent of 1 or −1 makes a power a multiplication; an inverse costs nothing.
public enum GroupOperation: Int, CaseIterable, Hashable, Sendable {
    /// A product of two elements; a power, with an exponent other than 1 and −1; one of a fixed base; reading an
    /// encoding.
    case g1Multiplication, g1Power, g1FixedBasePower, g1Decoding
    /// The same in G2.
    case g2Multiplication, g2Power, g2FixedBasePower, g2Decoding
    /// The same in GT.
    case gtMultiplication, gtPower, gtFixedBasePower, gtDecoding
    /// A hash to G1.
    case hash
    /// A Miller loop of one pair.
    case pairing
    /// One for each product of pairings.
    case finalExponentiation
    /// The making of a fixed base.
    case fixedBase

    public var name: String {
        switch self {
        case .g1Multiplication: "G1 products"
        case .g1Power: "G1 powers"
        case .g1FixedBasePower: "G1 fixed-base powers"
        case .g1Decoding: "G1 decodings"
        case .g2Multiplication: "G2 products"
        case .g2Power: "G2 powers"
        case .g2FixedBasePower: "G2 fixed-base powers"
        case .g2Decoding: "G2 decodings"
        case .gtMultiplication: "GT products"
        case .gtPower: "GT powers"
        case .gtFixedBasePower: "GT fixed-base powers"
        case .gtDecoding: "GT decodings"
        case .hash: "hashes to G1"
        case .pairing: "pairings"
        case .finalExponentiation: "final exponentiations"
        case .fixedBase: "fixed bases made"
        }
    }
}

/// Counts group operations, from any thread.
public final class OperationCounter: Sendable {
    private let counts = Mutex<[GroupOperation: Int]>([:])

    /// A counter at 0.
    public init() {}

    func add(_ count: Int, _ operation: GroupOperation) {
        guard count != 0 else { return }
        counts.withLock { $0[operation, default: 0] += count }
    }

    /// What was counted since the last call, without zeros.
    public func take() -> [GroupOperation: Int] {
        counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }
}
