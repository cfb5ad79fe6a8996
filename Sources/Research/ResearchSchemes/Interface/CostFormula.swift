/// A number of operations or elements, linear in the sizes of policy and key.
public struct CostFormula: Equatable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// What the numbers depend on.
    public enum Quantity: Int, CaseIterable, Hashable, Sendable {
        /// Of a policy's span program.
        case rows, distinctLabels, occurrences, columns, sharingProducts, sharingMultiples
        /// Of a key.
        case attributes
        /// Of a solution: the rows with which a key satisfies a policy.
        case usedRows, weightedRows, usedOccurrences
        /// Of the schemes with several authorities.
        case authorities, keyAuthorities

        /// As it stands in a formula.
        public var symbol: String {
            switch self {
            case .rows: "n"
            case .distinctLabels: "d"
            case .occurrences: "τ"
            case .columns: "c"
            case .sharingProducts: "p"
            case .sharingMultiples: "m"
            case .attributes: "S"
            case .usedRows: "I"
            case .weightedRows: "J"
            case .usedOccurrences: "τ_I"
            case .authorities: "A"
            case .keyAuthorities: "A_S"
            }
        }

        /// What the symbol stands for, in words.
        public var meaning: String {
            switch self {
            case .rows: "rows of the policy's span program"
            case .distinctLabels: "distinct labels among the rows"
            case .occurrences: "most rows with one label"
            case .columns: "columns of the span program"
            case .sharingProducts: "additions that share a secret over the policy"
            case .sharingMultiples: "small multiples that do (of k-of-n gates)"
            case .attributes: "labels in the key"
            case .usedRows: "rows used in decryption"
            case .weightedRows: "rows used with a coefficient other than 1 or −1 (under k-of-n gates)"
            case .usedOccurrences: "different occurrence numbers among the rows used"
            case .authorities: "authorities of the parameters"
            case .keyAuthorities: "authorities that the key's labels come from"
            }
        }
    }

    private var factors: [Quantity: Int] = [:]
    private var constant: Int

    public init(integerLiteral value: Int) { constant = value }

    private init(_ quantity: Quantity) {
        constant = 0
        factors = [quantity: 1]
    }

    static var rows: CostFormula { CostFormula(.rows) }
    static var distinctLabels: CostFormula { CostFormula(.distinctLabels) }
    static var occurrences: CostFormula { CostFormula(.occurrences) }
    static var columns: CostFormula { CostFormula(.columns) }
    static var sharingProducts: CostFormula { CostFormula(.sharingProducts) }
    static var sharingMultiples: CostFormula { CostFormula(.sharingMultiples) }
    static var attributes: CostFormula { CostFormula(.attributes) }
    static var usedRows: CostFormula { CostFormula(.usedRows) }
    static var weightedRows: CostFormula { CostFormula(.weightedRows) }
    static var usedOccurrences: CostFormula { CostFormula(.usedOccurrences) }
    static var authorities: CostFormula { CostFormula(.authorities) }
    static var keyAuthorities: CostFormula { CostFormula(.keyAuthorities) }

    static func + (a: CostFormula, b: CostFormula) -> CostFormula {
        var sum = a
        sum.constant += b.constant
        sum.factors.merge(b.factors) { $0 + $1 }
        return sum
    }

    static func - (a: CostFormula, b: CostFormula) -> CostFormula { a + (-1) * b }

    static func * (factor: Int, a: CostFormula) -> CostFormula {
        var product = a
        product.constant *= factor
        product.factors = a.factors.mapValues { factor * $0 }
        return product
    }

    /// The formula with numbers in place of the symbols; what is not given counts 0.
    public func value(_ quantities: [Quantity: Int]) -> Int {
        factors.reduce(constant) { $0 + $1.value * quantities[$1.key, default: 0] }
    }

    /// `2n + τ + 1`.
    public var description: String {
        var text = ""
        func append(_ factor: Int, _ symbol: String) {
            guard factor != 0 else { return }
            let sign = factor < 0 ? (text.isEmpty ? "−" : " − ") : (text.isEmpty ? "" : " + ")
            let number = factor.magnitude == 1 && !symbol.isEmpty ? "" : "\(factor.magnitude)"
            text += sign + number + symbol
        }
        for quantity in Quantity.allCases { append(factors[quantity, default: 0], quantity.symbol) }
        append(constant, "")
        return text.isEmpty ? "0" : text
    }
}
