public import AccessPolicy

extension ResearchScheme {
    /// The numbers that the scheme's formulas are to be evaluated with, for a policy and a key of these attributes, under some parameters.
    ///
    /// - Returns: without those of decryption if the attributes do not satisfy the policy.
    public func quantities(
        _ policy: Policy, _ attributes: AttributeSet, _ parameters: SchemeParameters<Group>
    ) -> [CostFormula.Quantity: Int] {
        let program = SpanProgram(policy)
        let labels = attributes.labels
        let sharing = SharingCost(policy.expression)
        var quantities: [CostFormula.Quantity: Int] = [
            .rows: program.rowCount, .distinctLabels: Set(program.labels).count, .occurrences: program.maximumOccurrence,
            .columns: program.randomnessCount + 1, .sharingProducts: sharing.products, .sharingMultiples: sharing.multiples,
            .attributes: labels.count,
        ]
        if let used = usedRows(program, labels) {
            let units = [group.field.element(1), group.field.negated(group.field.element(1))]
            quantities[.usedRows] = used.rows.count
            quantities[.weightedRows] = used.coefficients.count { !units.contains($0) }
            quantities[.usedOccurrences] = Set(used.rows.map { program.occurrences[$0] }).count
        }
        if let directory = AuthorityDirectory(context: parameters.context) {
            quantities[.authorities] = directory.names.count
            quantities[.keyAuthorities] = Set(labels.map(directory.authority)).count
        }
        return quantities
    }
}

/// What it takes to share a value over a policy, counted on the policy's text and not on the span program's code.
private struct SharingCost {
    var products = 0
    var multiples = 0

    init(_ expression: PolicyExpression) {
        switch expression {
        case .attribute, .condition: break
        // The conjunct of the devices, which the text has no word for, stands beside it and takes one more random value.
        case .epoch: products = 1
        case .any(let children): add(children)
        case .all(let children):
            // Every child but the last takes one more random value.
            products = children.count - 1
            add(children)
        case .threshold(let k, let children):
            // A polynomial of degree k − 1 by Horner's rule, at 1 … n; at 1 without multiples.
            products = children.count * (k - 1)
            multiples = (children.count - 1) * (k - 1)
            add(children)
        }
    }

    private mutating func add(_ children: [PolicyExpression]) {
        for child in children {
            let cost = SharingCost(child)
            products += cost.products
            multiples += cost.multiples
        }
    }
}
