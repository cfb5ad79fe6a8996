public import AccessPolicy
public import Pairing

/// BLS12-381 by the engine's own `Pairing`: hash to G1 by RFC 9380 `BLS12381G1_XMD:SHA-256_SSWU_RO_`, compressed points of
/// 48 and 96 bytes, GT elements of 576 bytes.
///
/// Powers with secret exponents are constant-time. Points travel in projective form and are normalised a batch at a time.
public struct BLS12381: BilinearGroup {
    /// The engine's pairing has no state.
    public init() {}

    public var name: String { "BLS12-381" }
    /// Scalars of 32 bytes, constant-time.
    public var field: PairingScalarField { PairingScalarField() }
    /// Points of 48 bytes.
    public var g1: FirstGroup { FirstGroup() }
    /// Points of 96 bytes.
    public var g2: SecondGroup { SecondGroup() }
    /// Elements of 576 bytes.
    public var gt: TargetGroup { TargetGroup() }

    public func hashToG1(_ inputs: [HashInput]) -> [G1] {
        Pairing.G1.batchHash(inputs.map { ($0.message, $0.domain + Self.suite) })
    }

    private static let suite = Array("BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8)

    public func productOfPairings(_ first: [Pairing.G1], _ second: [Pairing.G2]) -> Pairing.GT {
        precondition(first.count == second.count, "as many points of G1 as of G2")
        return Pairing.productOfPairings(Array(zip(Pairing.G1.batchAffine(first), Pairing.G2.batchAffine(second))))
    }

    /// G1: eight or more powers at a time run in vector lanes, where the processor has them.
    public struct FirstGroup: PrimeOrderGroup {
        /// A point and its table.
        public struct FixedBase: Sendable {
            let point: Pairing.G1
            let table: G1FixedBase
        }

        public var byteCount: Int { G1Affine.compressedByteCount }
        public var generator: FixedBase { FixedBase(point: .generator, table: .generator) }
        public var one: Pairing.G1 { .identity }

        public func fixedBase(_ base: Pairing.G1) -> FixedBase { FixedBase(point: base, table: G1FixedBase(base)) }

        public func powers(of base: FixedBase, _ exponents: [Scalar]) -> [Pairing.G1] {
            exponents.map { base.table.multiply($0) }
        }

        /// For eight rows or more, both terms in one pass over `Pairing`'s lanes are faster than a table.
        public func productsOfPowers(
            of base: FixedBase, _ baseExponents: [Scalar], _ bases: [Pairing.G1], _ exponents: [Scalar]
        ) -> [Pairing.G1] {
            guard exponents.count >= 8 else {
                return products(powers(of: base, baseExponents), powers(bases, exponents))
            }
            return Pairing.G1.batchSums([bases.map { _ in base.point }, bases], [baseExponents, exponents])
        }

        public func powers(_ bases: [Pairing.G1], _ exponents: [Scalar]) -> [Pairing.G1] {
            Pairing.G1.batchMultiply(bases, exponents)
        }

        public func productsOfPowers(_ bases: [[Pairing.G1]], _ exponents: [[Scalar]]) -> [Pairing.G1] {
            let termCount = bases.first?.count ?? 0
            // Rows of one length, which is what the schemes have, are computed side by side.
            if bases.count > 1 && bases.allSatisfy({ $0.count == termCount }) {
                return Pairing.G1.batchSums(
                    (0..<termCount).map { term in bases.map { $0[term] } },
                    (0..<termCount).map { term in exponents.map { $0[term] } })
            }
            var rest = Pairing.G1.batchAffine(bases.flatMap { $0 })[...]
            return zip(bases, exponents).map { bases, exponents in
                defer { rest = rest.dropFirst(bases.count) }
                return Pairing.G1.multiScalarMultiplication(Array(rest.prefix(bases.count)), exponents)
            }
        }

        public func productOfPowersVariableTime(_ bases: [Pairing.G1], _ exponents: [Scalar]) -> Pairing.G1 {
            let (rest, sum) = separateUnits(bases, exponents, .identity, { $0 + $1 }, { -$0 })
            guard !rest.isEmpty else { return sum }
            return sum
                + Pairing.G1.multiScalarMultiplicationVariableTime(
                    Pairing.G1.batchAffine(rest.map { bases[$0] }), rest.map { exponents[$0] })
        }

        public func products(_ a: [Pairing.G1], _ b: [Pairing.G1]) -> [Pairing.G1] { zip(a, b).map { $0 + $1 } }
        public func inverse(_ a: Pairing.G1) -> Pairing.G1 { -a }
        public func areEqual(_ a: Pairing.G1, _ b: Pairing.G1) -> Bool { a == b }

        public func encode(_ elements: [Pairing.G1]) -> [UInt8] { Pairing.G1.batchAffine(elements).flatMap(\.compressed) }

        public func decode(_ bytes: [UInt8], checkingOrder: Bool) throws(DecodingError) -> [Pairing.G1] {
            let encodings = try parts(of: bytes, byteCount)
            let points =
                checkingOrder
                ? try G1Affine.batch(compressed: encodings) : try G1Affine.batch(uncheckedSubgroupCompressed: encodings)
            return points.map { Pairing.G1($0) }
        }
    }

    /// G2: powers one after the other, products of powers by one pass over all terms.
    public struct SecondGroup: PrimeOrderGroup {
        public var byteCount: Int { G2Affine.compressedByteCount }
        public var generator: G2FixedBase { .generator }
        public var one: Pairing.G2 { .identity }

        public func fixedBase(_ base: Pairing.G2) -> G2FixedBase { G2FixedBase(base) }

        public func powers(of base: G2FixedBase, _ exponents: [Scalar]) -> [Pairing.G2] { exponents.map { base.multiply($0) } }

        public func powers(_ bases: [Pairing.G2], _ exponents: [Scalar]) -> [Pairing.G2] {
            precondition(bases.count == exponents.count, "as many exponents as bases")
            return zip(bases, exponents).map { $0.multiplied(by: $1) }
        }

        public func productsOfPowers(_ bases: [[Pairing.G2]], _ exponents: [[Scalar]]) -> [Pairing.G2] {
            var rest = Pairing.G2.batchAffine(bases.flatMap { $0 })[...]
            return zip(bases, exponents).map { bases, exponents in
                defer { rest = rest.dropFirst(bases.count) }
                return Pairing.G2.multiScalarMultiplication(Array(rest.prefix(bases.count)), exponents)
            }
        }

        public func productOfPowersVariableTime(_ bases: [Pairing.G2], _ exponents: [Scalar]) -> Pairing.G2 {
            let (rest, sum) = separateUnits(bases, exponents, .identity, { $0 + $1 }, { -$0 })
            guard !rest.isEmpty else { return sum }
            return sum
                + Pairing.G2.multiScalarMultiplicationVariableTime(
                    Pairing.G2.batchAffine(rest.map { bases[$0] }), rest.map { exponents[$0] })
        }

        public func products(_ a: [Pairing.G2], _ b: [Pairing.G2]) -> [Pairing.G2] { zip(a, b).map { $0 + $1 } }
        public func inverse(_ a: Pairing.G2) -> Pairing.G2 { -a }
        public func areEqual(_ a: Pairing.G2, _ b: Pairing.G2) -> Bool { a == b }

        public func encode(_ elements: [Pairing.G2]) -> [UInt8] { Pairing.G2.batchAffine(elements).flatMap(\.compressed) }

        public func decode(_ bytes: [UInt8], checkingOrder: Bool) throws(DecodingError) -> [Pairing.G2] {
            var points: [Pairing.G2] = []
            for part in try parts(of: bytes, byteCount) {
                let point =
                    checkingOrder ? try G2Affine(compressed: part) : try G2Affine(uncheckedSubgroupCompressed: part)
                points.append(Pairing.G2(point))
            }
            return points
        }
    }

    /// GT, written as it is: multiplicatively.
    public struct TargetGroup: PrimeOrderGroup {
        public var byteCount: Int { Pairing.GT.byteCount }
        public var generator: GTFixedBase { .generator }
        public var one: Pairing.GT { .one }

        public func fixedBase(_ base: Pairing.GT) -> GTFixedBase { GTFixedBase(base) }
        public func powers(of base: GTFixedBase, _ exponents: [Scalar]) -> [Pairing.GT] { exponents.map { base.power($0) } }

        public func powers(_ bases: [Pairing.GT], _ exponents: [Scalar]) -> [Pairing.GT] {
            precondition(bases.count == exponents.count, "as many exponents as bases")
            return zip(bases, exponents).map { $0.power($1) }
        }

        public func productsOfPowers(_ bases: [[Pairing.GT]], _ exponents: [[Scalar]]) -> [Pairing.GT] {
            zip(bases, exponents).map { Pairing.GT.productOfPowers($0, $1) }
        }

        public func productOfPowersVariableTime(_ bases: [Pairing.GT], _ exponents: [Scalar]) -> Pairing.GT {
            Pairing.GT.productOfPowersVariableTime(bases, exponents)
        }

        public func products(_ a: [Pairing.GT], _ b: [Pairing.GT]) -> [Pairing.GT] { zip(a, b).map { $0 * $1 } }
        public func inverse(_ a: Pairing.GT) -> Pairing.GT { a.inverse() }
        public func areEqual(_ a: Pairing.GT, _ b: Pairing.GT) -> Bool { a == b }

        public func encode(_ elements: [Pairing.GT]) -> [UInt8] { elements.flatMap(\.bytes) }

        /// The order is always checked: the test is cheap.
        public func decode(_ bytes: [UInt8], checkingOrder: Bool) throws(DecodingError) -> [Pairing.GT] {
            var elements: [Pairing.GT] = []
            for part in try parts(of: bytes, byteCount) { elements.append(try Pairing.GT(bytes: part)) }
            return elements
        }
    }
}

extension PairingScalarField: ExponentField {
    public var byteCount: Int { Scalar.byteCount }
    public func random(using source: inout some RandomNumberGenerator) -> Scalar { Scalar.random(using: &source) }
    public func encode(_ scalar: Scalar) -> [UInt8] { scalar.bigEndianBytes }
    /// Reads 32 bytes, big-endian, below r.
    public func decode(_ bytes: [UInt8]) throws(DecodingError) -> Scalar { try Scalar(bigEndian: bytes) }
}

/// The places of exponents other than 1 and −1, and the sum of the points that those two multiply: they need not be
/// normalised for a multi-scalar multiplication. Exponents are public.
private func separateUnits<Point>(
    _ bases: [Point], _ exponents: [Scalar], _ identity: Point, _ add: (Point, Point) -> Point, _ negate: (Point) -> Point
) -> (rest: [Int], sum: Point) {
    precondition(bases.count == exponents.count, "as many exponents as bases")
    let one = Scalar.one, minusOne = -one
    var rest: [Int] = []
    var sum: Point?
    for index in bases.indices {
        let exponent = exponents[index]
        if exponent == one || exponent == minusOne {
            let term = exponent == one ? bases[index] : negate(bases[index])
            sum = sum.map { add($0, term) } ?? term
        } else {
            rest.append(index)
        }
    }
    return (rest, sum ?? identity)
}

/// `bytes` in pieces of `count`.
private func parts(of bytes: [UInt8], _ count: Int) throws(DecodingError) -> [[UInt8]] {
    guard bytes.count.isMultiple(of: count) else {
        throw .wrongLength(expected: bytes.count / count * count, got: bytes.count)
    }
    return stride(from: 0, to: bytes.count, by: count).map { Array(bytes[$0..<$0 + count]) }
}
