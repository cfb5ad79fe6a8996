import AccessPolicy
import Pairing
import Synchronization

/// What encapsulation under one authority's parameters can keep for the next time: hashes of attributes and a table of
/// powers of e(g1, g2)^α. All of it public; bounded in size; shared between threads.
///
/// Worth its making for a program that seals many records: hashing an attribute costs about as much as its row of the
/// ciphertext, and the five rows of epoch and devices are the same in all of them.
public final class EncapsulationCache: Sendable {
    /// The authority's parameters.
    public let parameters: PublicParameters

    private struct State {
        var points: [AttributeLabel: G1Affine] = [:]
        /// The labels in the order of their arrival.
        var order: [AttributeLabel] = []
        var blindingPowers: GTFixedBase?
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// Keeps up to `capacity` attributes, about 200 bytes each.
    public init(_ parameters: PublicParameters, capacity: Int = 4096) {
        self.parameters = parameters
        self.capacity = max(1, capacity)
    }

    /// H(u) for each label. What is not kept is hashed, in one batch and outside the lock.
    func points(of labels: [AttributeLabel]) -> [G1Affine] {
        let known = state.withLock { state in labels.map { state.points[$0] } }
        let missing = labels.indices.filter { known[$0] == nil }
        guard !missing.isEmpty else { return known.compactMap { $0 } }
        let hashed = HashDomain.points(of: missing.map { labels[$0] })
        state.withLock { state in
            for (index, point) in zip(missing, hashed) where state.points.updateValue(point, forKey: labels[index]) == nil {
                state.order.append(labels[index])
            }
            if state.order.count > capacity {
                // A quarter at a time, so that the array is seldom moved.
                let surplus = state.order.count - capacity * 3 / 4
                for label in state.order.prefix(surplus) { state.points[label] = nil }
                state.order.removeFirst(surplus)
            }
        }
        var points = known
        for (index, point) in zip(missing, hashed) { points[index] = point }
        return points.compactMap { $0 }
    }

    /// How many attributes are kept at the moment.
    public var attributeCount: Int { state.withLock { $0.order.count } }

    /// e(g1, g2)^{αs}; constant time in s.
    func sharedValue(_ s: Scalar) -> GT {
        let kept = state.withLock { $0.blindingPowers }
        if let kept { return kept.power(s) }
        let table = GTFixedBase(parameters.blinding)
        state.withLock { $0.blindingPowers = table }
        return table.power(s)
    }
}
