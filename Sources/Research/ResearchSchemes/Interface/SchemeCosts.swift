/// The predicted cost of a scheme.
public struct SchemeCosts: Equatable, Sendable {
    /// The four algorithms, in their order.
    public enum Algorithm: String, CaseIterable, Hashable, Sendable {
        /// Setup, KeyGen, Encaps and Decaps of the papers.
        case setup, keyGeneration, encapsulation, decapsulation
    }

    /// The kinds of elements that objects consist of.
    public enum ElementKind: String, CaseIterable, Hashable, Sendable {
        /// Elements of each kind have one length in a backend; scalars are not counted.
        case g1 = "G1", g2 = "G2", gt = "GT"
    }

    /// The objects whose sizes matter. Headers (version, identifiers, attributes, policy) are not counted.
    public enum Object: String, CaseIterable, Hashable, Sendable {
        /// What travels or is stored.
        case parameters = "public parameters", key = "user's key", ciphertext
    }

    private let operations: [Algorithm: [GroupOperation: CostFormula]]
    private let sizes: [Object: [ElementKind: CostFormula]]

    init(
        setup: [GroupOperation: CostFormula], keyGeneration: [GroupOperation: CostFormula],
        encapsulation: [GroupOperation: CostFormula], decapsulation: [GroupOperation: CostFormula],
        parametersSize: [ElementKind: CostFormula], keySize: [ElementKind: CostFormula],
        ciphertextSize: [ElementKind: CostFormula]
    ) {
        operations = [
            .setup: setup, .keyGeneration: keyGeneration, .encapsulation: encapsulation, .decapsulation: decapsulation,
        ]
        sizes = [.parameters: parametersSize, .key: keySize, .ciphertext: ciphertextSize]
    }

    /// The operations of an algorithm; what is not there does not occur.
    public func operations(_ algorithm: Algorithm) -> [GroupOperation: CostFormula] { operations[algorithm] ?? [:] }

    /// How many elements of each group an object has.
    public func size(_ object: Object) -> [ElementKind: CostFormula] { sizes[object] ?? [:] }

    /// The operations of an algorithm in numbers, without zeros.
    public func count(
        _ algorithm: Algorithm, _ quantities: [CostFormula.Quantity: Int]
    ) -> [GroupOperation: Int] {
        operations(algorithm).mapValues { $0.value(quantities) }.filter { $0.value != 0 }
    }

    /// Length of an object's elements in bytes.
    public func byteCount<Group: BilinearGroup>(
        _ object: Object, _ quantities: [CostFormula.Quantity: Int], in group: Group
    ) -> Int {
        size(object).reduce(0) { sum, entry in
            let length =
                switch entry.key {
                case .g1: group.g1.byteCount
                case .g2: group.g2.byteCount
                case .gt: group.gt.byteCount
                }
            return sum + length * entry.value.value(quantities)
        }
    }
}
