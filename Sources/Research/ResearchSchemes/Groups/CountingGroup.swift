public import Pairing

/// Another backend, with every operation counted.
public struct CountingGroup<Base: BilinearGroup>: BilinearGroup {
    private let base: Base
    /// Where all three groups count.
    public let counter: OperationCounter
    /// G1 of the backend, counted.
    public let g1: CountingPrimeOrderGroup<Base.G1>
    /// G2 of the backend, counted.
    public let g2: CountingPrimeOrderGroup<Base.G2>
    /// GT of the backend, counted.
    public let gt: CountingPrimeOrderGroup<Base.GT>

    /// Counts from 0.
    public init(_ base: Base) {
        self.base = base
        counter = OperationCounter()
        let units = [base.field.element(1), base.field.negated(base.field.element(1))]
        g1 = CountingPrimeOrderGroup(
            base.g1, counter, units, multiplication: .g1Multiplication, power: .g1Power, fixedBasePower: .g1FixedBasePower,
            decoding: .g1Decoding)
        g2 = CountingPrimeOrderGroup(
            base.g2, counter, units, multiplication: .g2Multiplication, power: .g2Power, fixedBasePower: .g2FixedBasePower,
            decoding: .g2Decoding)
        gt = CountingPrimeOrderGroup(
            base.gt, counter, units, multiplication: .gtMultiplication, power: .gtPower, fixedBasePower: .gtFixedBasePower,
            decoding: .gtDecoding)
    }

    public var name: String { base.name }
    /// The backend's field; scalars are not counted.
    public var field: Base.Field { base.field }

    public func hashToG1(_ inputs: [HashInput]) -> [Base.G1.Element] {
        counter.add(inputs.count, .hash)
        return base.hashToG1(inputs)
    }

    public func productOfPairings(_ first: [Base.G1.Element], _ second: [Base.G2.Element]) -> Base.GT.Element {
        counter.add(first.count, .pairing)
        counter.add(1, .finalExponentiation)
        return base.productOfPairings(first, second)
    }
}

/// A group of a ``CountingGroup``.
public struct CountingPrimeOrderGroup<Base: PrimeOrderGroup>: PrimeOrderGroup {
    private let base: Base
    private let counter: OperationCounter
    /// 1 and −1.
    private let units: [Base.Scalar]
    private let multiplication, power, fixedBasePower, decoding: GroupOperation

    init(
        _ base: Base, _ counter: OperationCounter, _ units: [Base.Scalar], multiplication: GroupOperation,
        power: GroupOperation, fixedBasePower: GroupOperation, decoding: GroupOperation
    ) {
        self.base = base
        self.counter = counter
        self.units = units
        self.multiplication = multiplication
        self.power = power
        self.fixedBasePower = fixedBasePower
        self.decoding = decoding
    }

    public var byteCount: Int { base.byteCount }
    public var generator: Base.FixedBase { base.generator }
    public var one: Base.Element { base.one }

    public func fixedBase(_ element: Base.Element) -> Base.FixedBase {
        counter.add(1, .fixedBase)
        return base.fixedBase(element)
    }

    public func powers(of base: Base.FixedBase, _ exponents: [Base.Scalar]) -> [Base.Element] {
        counter.add(exponents.count, fixedBasePower)
        return self.base.powers(of: base, exponents)
    }

    public func powers(_ bases: [Base.Element], _ exponents: [Base.Scalar]) -> [Base.Element] {
        counter.add(exponents.count, power)
        return base.powers(bases, exponents)
    }

    public func productsOfPowers(_ bases: [[Base.Element]], _ exponents: [[Base.Scalar]]) -> [Base.Element] {
        for row in exponents {
            counter.add(row.count, power)
            counter.add(row.count - 1, multiplication)
        }
        return base.productsOfPowers(bases, exponents)
    }

    public func productsOfPowers(
        of base: Base.FixedBase, _ baseExponents: [Base.Scalar], _ bases: [Base.Element], _ exponents: [Base.Scalar]
    ) -> [Base.Element] {
        counter.add(baseExponents.count, fixedBasePower)
        counter.add(exponents.count, power)
        counter.add(exponents.count, multiplication)
        return self.base.productsOfPowers(of: base, baseExponents, bases, exponents)
    }

    public func productOfPowersVariableTime(_ bases: [Base.Element], _ exponents: [Base.Scalar]) -> Base.Element {
        counter.add(exponents.count { !units.contains($0) }, power)
        counter.add(exponents.count - 1, multiplication)
        return base.productOfPowersVariableTime(bases, exponents)
    }

    public func products(_ a: [Base.Element], _ b: [Base.Element]) -> [Base.Element] {
        counter.add(a.count, multiplication)
        return base.products(a, b)
    }

    public func inverse(_ a: Base.Element) -> Base.Element { base.inverse(a) }
    public func areEqual(_ a: Base.Element, _ b: Base.Element) -> Bool { base.areEqual(a, b) }
    public func encode(_ elements: [Base.Element]) -> [UInt8] { base.encode(elements) }

    public func decode(_ bytes: [UInt8], checkingOrder: Bool) throws(DecodingError) -> [Base.Element] {
        counter.add(bytes.count / byteCount, decoding)
        return try base.decode(bytes, checkingOrder: checkingOrder)
    }
}
