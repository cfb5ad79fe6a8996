/// A scheme's predicted costs as a table in Markdown: group operations of the four algorithms, then the sizes of objects
/// over a backend, in bytes.
public func costTable<Group: BilinearGroup>(_ name: SchemeName, over group: Group) -> String {
    let costs = type(of: name.scheme(over: group)).costs
    var lines = [
        "| \(name.title) | setup | key generation | encapsulation | decapsulation |",
        "|---|---|---|---|---|",
    ]
    for operation in GroupOperation.allCases {
        let formulas = SchemeCosts.Algorithm.allCases.map { costs.operations($0)[operation] }
        guard formulas.contains(where: { $0 != nil }) else { continue }
        lines.append("| \(operation.name) | " + formulas.map { $0?.description ?? "–" }.joined(separator: " | ") + " |")
    }
    let sizes = SchemeCosts.Object.allCases.map { object in
        let bytes = costs.size(object).reduce(CostFormula(integerLiteral: 0)) { sum, entry in
            let length =
                switch entry.key {
                case .g1: group.g1.byteCount
                case .g2: group.g2.byteCount
                case .gt: group.gt.byteCount
                }
            return sum + length * entry.value
        }
        return "\(object.rawValue) \(bytes)"
    }
    lines.append("")
    lines.append("Sizes over \(group.name), in bytes: " + sizes.joined(separator: "; ") + ".")
    return lines.joined(separator: "\n")
}

/// What the symbols of the formulas stand for, as a table in Markdown.
public let costSymbols: String =
    (["| symbol | number of |", "|---|---|"] + CostFormula.Quantity.allCases.map { "| \($0.symbol) | \($0.meaning) |" })
    .joined(separator: "\n")
