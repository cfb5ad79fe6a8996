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
        let size = 2 * IsogenousLanes.size + IsogenousLanes.scratchSize + 2 * G1Lanes.size + G1LaneFormulas.size
        return LaneMemory.with(capacity: size) { memory in
            let formulas = G1LaneFormulas(&memory)
            let scratch = IsogenousLanes.Scratch(&memory)
            let first = IsogenousLanes(&memory), second = IsogenousLanes(&memory)
            first.x.set(elements, from: 0, \.0)
            second.x.set(elements, from: 0, \.1)
            first.map(scratch)
            second.map(scratch)
            first.add(second, scratch)
            let image = G1Lanes(at: memory.take(G1Lanes.size)), cleared = G1Lanes(at: memory.take(G1Lanes.size))
            first.image(into: image, scratch)
            let exceptions = image.z.zeroMask
            // h_eff = 1 − z = 1 + |z|.
            formulas.multiplyByCurveParameter(image, into: cleared)
            formulas.add(image, to: cleared)
            var points = cleared.points()
            for lane in 0..<8 where exceptions >> UInt8(lane) & 1 != 0 { points[lane] = .identity }
            return points
        }
    }
}

/// Eight points of the curve y² = x³ + A x + B that is isogenous to G1's, in Jacobian coordinates: x = X/Z², y = Y/Z³.
/// Coordinates are below 66 p.
struct IsogenousLanes {
    static var size: Int { 3 }

    let x, y, z: FpLanes

    init(_ memory: inout LaneMemory) {
        x = memory.take()
        y = memory.take()
        z = memory.take()
    }

    /// Room between operations.
    struct Scratch {
        let t: [FpLanes]
        /// Powers of Z², up to the fifteenth.
        let powers: FpLanes

        init(_ memory: inout LaneMemory) {
            t = (0..<12).map { _ in memory.take() }
            powers = memory.take(16)
        }
    }

    static var scratchSize: Int { 28 }

    /// map_to_curve_simple_swu of the elements in `x`, in the straight-line form of RFC 9380 Appendix F.2 without its last
    /// division, as in ``IsogenousPoint``.
    func map(_ scratch: Scratch) {
        let t = scratch.t
        let (u, zuu, term, numerator, denominator) = (t[0], t[1], t[2], t[3], t[4])
        let (squared, cubed, g, root, other, constant) = (t[5], t[6], t[7], t[8], t[9], t[10])
        let constants = HashLaneConstants.shared
        u.set(x)
        zuu.setSquare(u)
        zuu.setMultiple(zuu, 11)
        term.setSquare(zuu)
        term.setSum(term, zuu)
        // The numerator is B (term + 1), the denominator −A term, or A Z where the term is 0.
        constant.set(constants.one)
        numerator.setSum(term, constant)
        numerator.setProduct(numerator, constants.isogenousB)
        denominator.setProduct(term, constants.minusIsogenousA)
        denominator.setSelection(denominator, constants.isogenousATimesNonsquare, mask: term.zeroMask)
        // g(x) over the common denominator, its cube.
        squared.setSquare(denominator)
        cubed.setProduct(squared, denominator)
        g.setSquare(numerator)
        other.setProduct(squared, constants.minusIsogenousA)
        g.setDifference(g, other)
        g.setProduct(g, numerator)
        other.setProduct(cubed, constants.isogenousB)
        g.setSum(g, other)
        // √(g/cubed) or √(Z g/cubed), Appendix F.2.1.2.
        other.setProduct(g, cubed)
        root.setSquare(cubed)
        root.setProduct(root, other)
        root.setPowerPMinus3Over4(root)
        root.setProduct(root, other)
        other.setSquare(root)
        other.setProduct(other, cubed)
        other.setDifference(other, g)
        let isSquare = other.zeroMask
        other.setProduct(root, constants.rootOfMinusNonsquare)
        other.setProduct(other, zuu)
        other.setProduct(other, u)
        y.setSelection(other, root, mask: isSquare)
        other.setProduct(zuu, numerator)
        numerator.setSelection(other, numerator, mask: isSquare)
        // y has the parity of u.
        let differs = y.oddMask ^ u.oddMask
        other.set(constants.zero)
        other.setDifference(other, y)
        y.setSelection(y, other, mask: differs)
        // Z is the denominator, and so X = x Z² = numerator · Z.
        x.setProduct(numerator, denominator)
        y.setProduct(y, cubed)
        z.set(denominator)
    }

    /// self ← self + other, add-2007-bl without its factors of 2 (Bernstein, Lange: "Faster addition and doubling on
    /// elliptic curves", 2007): Z is 0 where the points have the same x.
    func add(_ other: IsogenousLanes, _ scratch: Scratch) {
        let t = scratch.t
        let (zz1, zz2, u1, u2, s1, s2) = (t[0], t[1], t[2], t[3], t[4], t[5])
        zz1.setSquare(z)
        zz2.setSquare(other.z)
        u1.setProduct(x, zz2)
        u2.setProduct(other.x, zz1)
        s1.setProduct(y, other.z)
        s1.setProduct(s1, zz2)
        s2.setProduct(other.y, z)
        s2.setProduct(s2, zz1)
        let (h, r, hh, hhh, v, w) = (t[6], t[7], t[8], t[9], t[10], t[11])
        h.setDifference(u2, u1)
        r.setDifference(s2, s1)
        hh.setSquare(h)
        hhh.setProduct(hh, h)
        v.setProduct(u1, hh)
        z.setProduct(z, other.z)
        z.setProduct(z, h)
        x.setSquare(r)
        w.setMultiple(v, 2)
        w.setSum(w, hhh)
        x.setDifference(x, w)
        // Y = r (v − X) − s₁ h³; X, which may be above 64 p, is brought below by a product with 1.
        w.setProduct(x, HashLaneConstants.shared.one)
        w.setDifference(v, w)
        y.setProduct(r, w)
        w.setProduct(s1, hhh)
        y.setDifference(y, w)
    }

    /// The image under the isogeny of degree 11 (RFC 9380 Appendix E.2), in homogeneous coordinates; z is 0 for a pole.
    ///
    /// With x = X/W, W = Z², each polynomial of degree n is evaluated as Σ kᵢ Xⁱ Wⁿ⁻ⁱ; the image is
    /// (N : Y N′ D W : D W D′ Z³), the first coordinate times D′ Z³.
    func image(into point: G1Lanes, _ scratch: Scratch) {
        let t = scratch.t
        let powers = scratch.powers
        let constants = HashLaneConstants.shared
        powers.set(constants.one)
        powers.advanced(by: 1).setSquare(z)
        for index in 2..<16 {
            powers.advanced(by: index).setProduct(powers.advanced(by: index - 1), powers.advanced(by: 1))
        }
        let (xNumerator, xDenominator, yNumerator, yDenominator) = (t[0], t[1], t[2], t[3])
        evaluate(constants.xNumerator, powers, t[4], into: xNumerator)
        evaluate(constants.xDenominator, powers, t[4], into: xDenominator)
        evaluate(constants.yNumerator, powers, t[4], into: yNumerator)
        evaluate(constants.yDenominator, powers, t[4], into: yDenominator)
        xDenominator.setProduct(xDenominator, powers.advanced(by: 1))
        yDenominator.setProduct(yDenominator, powers.advanced(by: 1))
        yDenominator.setProduct(yDenominator, z)
        point.x.setProduct(xNumerator, yDenominator)
        point.y.setProduct(y, yNumerator)
        point.y.setProduct(point.y, xDenominator)
        point.z.setProduct(xDenominator, yDenominator)
    }

    /// Horner's rule.
    private func evaluate(
        _ coefficients: HashLaneConstants.Coefficients, _ powers: FpLanes, _ term: FpLanes, into sum: FpLanes
    ) {
        let degree = coefficients.count - 1
        sum.set(coefficients[degree])
        for index in 1...degree {
            sum.setProduct(sum, x)
            term.setProduct(coefficients[degree - index], powers.advanced(by: index))
            sum.setSum(sum, term)
        }
    }
}
