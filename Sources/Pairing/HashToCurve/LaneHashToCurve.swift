extension G1 {
    /// The hashes of many messages, each as ``hash(_:domain:)`` gives it. Variable-time: messages and domains are public.
    public static func batchHash(_ inputs: [(message: [UInt8], domain: [UInt8])]) -> [G1] {
        LaneGroups.map(inputs.count) { row in
            hash(inputs[row].message, domain: inputs[row].domain)
        } eight: { rows in
            let elements = rows.indices.map { lane in
                let (message, domain) = inputs[rows[lane]]
                return fieldElements(of: message, domain: domain)
            }
            var points = LaneHashToCurve.map(elements)
            for lane in rows.indices where points[lane].isIdentity {
                // Two points on which the formulas for the sum do not hold, or indeed the identity: not met in practice.
                points[lane] = map(elements[lane].0, elements[lane].1)
            }
            return points
        }
    }
}

/// Hashes to G1 eight at a time (RFC 9380 §6.6.3 and §8.8.1).
package enum LaneHashToCurve {
    /// The hash to which each of eight pairs of field elements leads. The identity stands for a pair to which the
    /// formulas do not apply. For a processor that has the lanes.
    package static func map(_ elements: [(Fp, Fp)]) -> [G1] {
        LaneMemory.with(capacity: 4 * JacobianLanes.size + JacobianLanes.Scratch.size + powerCount) { memory in
            let scratch = JacobianLanes.Scratch(&memory)
            let first = JacobianLanes(&memory), second = JacobianLanes(&memory)
            first.x.set(elements, from: 0, \.0)
            second.x.set(elements, from: 0, \.1)
            first.mapToIsogenousCurve(scratch)
            second.mapToIsogenousCurve(scratch)
            first.add(second, scratch)
            let image = JacobianLanes(&memory), cleared = JacobianLanes(&memory)
            first.image(into: image, powers: memory.take(powerCount), scratch)
            // h_eff = 1 − z = 1 + |z|.
            image.multiplyByCurveParameter(into: cleared, scratch)
            cleared.add(image, scratch)
            return cleared.points(scratch)
        }
    }

    /// Powers of W in the isogeny, up to the fifteenth.
    private static var powerCount: Int { 16 }
}

/// Points of the curve y² = x³ + A x + B that is isogenous to G1's.
extension JacobianLanes {
    /// map_to_curve_simple_swu of the elements in `x`, in the straight-line form of RFC 9380 Appendix F.2 without its last
    /// division, as in ``IsogenousPoint``.
    fileprivate func mapToIsogenousCurve(_ scratch: Scratch) {
        let constants = HashLaneConstants.shared
        let (u, zuu, term, numerator, denominator) = (scratch.t0, scratch.t1, scratch.t2, scratch.t3, scratch.t4)
        let (cubed, g, root, t) = (scratch.t5, scratch.t6, scratch.t7, scratch.t8)
        u.set(x)
        zuu.setSquare(u)
        zuu.setMultiple(zuu, 11)
        term.setSquare(zuu)
        term.setSum(term, zuu)
        // The numerator is B (term + 1), the denominator −A term, or A Z where the term is 0.
        numerator.setSum(term, constants.one)
        numerator.setProduct(numerator, constants.isogenousB)
        denominator.setProduct(term, constants.minusIsogenousA)
        denominator.setSelection(denominator, constants.isogenousATimesNonsquare, mask: term.zeroMask)
        // g(x) over the common denominator, its cube.
        t.setSquare(denominator)
        cubed.setProduct(t, denominator)
        g.setSquare(numerator)
        t.setProduct(t, constants.minusIsogenousA)
        g.setDifference(g, t)
        g.setSumOfProducts(g, numerator, cubed, constants.isogenousB)
        // √(g/cubed) or √(Z g/cubed), Appendix F.2.1.2.
        t.setProduct(g, cubed)
        root.setSquare(cubed)
        root.setProduct(root, t)
        root.setPowerPMinus3Over4(root)
        root.setProduct(root, t)
        t.setSquare(root)
        t.setProduct(t, cubed)
        t.setDifference(t, g)
        let isSquare = t.zeroMask
        t.setProduct(root, constants.rootOfMinusNonsquare)
        t.setProduct(t, zuu)
        t.setProduct(t, u)
        y.setSelection(t, root, mask: isSquare)
        t.setProduct(zuu, numerator)
        numerator.setSelection(t, numerator, mask: isSquare)
        // y has the parity of u.
        let differs = y.oddMask ^ u.oddMask
        t.setDifference(constants.zero, y)
        y.setSelection(y, t, mask: differs)
        // Z is the denominator, and so X = x Z² = numerator · Z.
        x.setProduct(numerator, denominator)
        y.setProduct(y, cubed)
        z.set(denominator)
    }

    /// The image under the isogeny of degree 11 (RFC 9380 Appendix E.2); Z is 0 for a pole.
    ///
    /// With x = X/W, W = Z², each polynomial of degree n is evaluated as Σ kᵢ Xⁱ Wⁿ⁻ⁱ. Of the image's x = N/(D W) and
    /// y = Y N′/(D′ Z³), the common denominator is D W D′ Z.
    fileprivate func image(into point: JacobianLanes, powers: FpLanes, _ scratch: Scratch) {
        let constants = HashLaneConstants.shared
        let (xNumerator, xDenominator, yNumerator, yDenominator) = (scratch.t0, scratch.t1, scratch.t2, scratch.t3)
        let t = scratch.t4
        powers.set(constants.one)
        powers.advanced(by: 1).setSquare(z)
        for index in 2..<16 {
            powers.advanced(by: index).setProduct(powers.advanced(by: index - 1), powers.advanced(by: 1))
        }
        evaluate(constants.xNumerator, powers, into: xNumerator)
        evaluate(constants.xDenominator, powers, into: xDenominator)
        evaluate(constants.yNumerator, powers, into: yNumerator)
        evaluate(constants.yDenominator, powers, into: yDenominator)
        // Z = D W D′ Z; X = x Z² = N D W (D′ Z)²; Y = y Z³ = Y N′ (D W)³ D′².
        xDenominator.setProduct(xDenominator, powers.advanced(by: 1))
        t.setProduct(yDenominator, z)
        point.z.setProduct(xDenominator, t)
        point.x.setProduct(xNumerator, point.z)
        point.x.setProduct(point.x, t)
        t.setProduct(xDenominator, yDenominator)
        t.setSquare(t)
        point.y.setProduct(y, yNumerator)
        point.y.setProduct(point.y, xDenominator)
        point.y.setProduct(point.y, t)
    }

    /// Horner's rule.
    private func evaluate(_ coefficients: HashLaneConstants.Coefficients, _ powers: FpLanes, into sum: FpLanes) {
        let degree = coefficients.count - 1
        sum.set(coefficients[degree])
        for index in 1...degree {
            sum.setSumOfProducts(sum, x, coefficients[degree - index], powers.advanced(by: index))
        }
    }
}
