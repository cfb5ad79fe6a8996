#if PBC
    import CPBC
    import Framing
    public import ResearchSchemes
    import Cryptography

    /// A pairing of libpbc, so that the schemes can be measured on the library that most published figures of attribute
    /// encryption come from. For that alone: see ``PBCCurve`` for what it does not protect.
    public struct PBCPairing: BilinearGroup {
        /// Which of libpbc's curves.
        public let curve: PBCCurve
        /// Scalars of 20 bytes.
        public let field: PBCField
        /// Points by libpbc's own encoding, both coordinates.
        public let g1: PBCGroup
        /// In type A the same group as ``g1``, with another generator.
        public let g2: PBCGroup
        /// Elements of full order, which decoding always checks.
        public let gt: PBCGroup
        private let context: PBCContext

        /// - Parameter checkingOrder: whether a decoded point is checked to have the group's order, which costs a power.
        ///   Published figures are without. Elements of GT are always checked.
        public init(_ curve: PBCCurve, checkingOrder: Bool = true) {
            let context = PBCContext(curve)
            self.curve = curve
            self.context = context
            field = PBCField(context: context)
            // The files of parameters name no generators: they are hashed, from names that no scheme uses.
            let (generators, pairing) = PBCLibrary.lock.withLock { _ in
                var generators = [PBCKind.g1, .g2].map { kind in
                    Self.hash(
                        HashInput(domain: Array(utf8: "MEDSEAL-V1-PBC-GENERATOR_"), message: Array(utf8: "\(kind)")), kind,
                        context)
                }
                if let cofactor = curve.cofactorOfG2 { generators[1] = Self.power(generators[1], cofactor) }
                return (generators, Self.product([generators[0]], [generators[1]], context))
            }
            g1 = PBCGroup(.g1, context, checksOrder: checkingOrder, generator: generators[0])
            g2 = PBCGroup(.g2, context, checksOrder: checkingOrder, generator: generators[1])
            gt = PBCGroup(.gt, context, checksOrder: true, generator: pairing)
        }

        public var name: String { curve.title }

        /// libpbc's `element_from_hash` of SHA-512(frame(domain, message)): x is the digest, repeated with counters to the
        /// length of a coordinate and halved until it is below q; then x ← x² + 1 until x is on the curve; then the
        /// cofactor. Neither constant-time nor a proven random oracle.
        public func hashToG1(_ inputs: [HashInput]) -> [PBCElement] {
            PBCLibrary.lock.withLock { _ in inputs.map { Self.hash($0, .g1, context) } }
        }

        private static func hash(_ input: HashInput, _ kind: PBCKind, _ context: PBCContext) -> PBCElement {
            let result = PBCElement(kind, context)
            var digest = SHA512.hash(frame(input.domain, input.message))
            unsafe digest.withUnsafeMutableBytes {
                unsafe element_from_hash(result.element, $0.baseAddress, Int32($0.count))
            }
            return result
        }

        /// base^exponent for a decimal exponent, which need not be below the order.
        private static func power(_ base: PBCElement, _ exponent: String) -> PBCElement {
            var integer = unsafe __mpz_struct()
            let failed = unsafe __gmpz_init_set_str(&integer, exponent, 10)
            precondition(failed == 0, "a decimal number")
            let result = base.sibling()
            unsafe element_pow_mpz(result.element, base.element, &integer)
            unsafe __gmpz_clear(&integer)
            return withExtendedLifetime(base) { result }
        }

        public func productOfPairings(_ first: [PBCElement], _ second: [PBCElement]) -> PBCElement {
            precondition(first.count == second.count, "as many points of G1 as of G2")
            return PBCLibrary.lock.withLock { _ in Self.product(first, second, context) }
        }

        private static func product(_ first: [PBCElement], _ second: [PBCElement], _ context: PBCContext) -> PBCElement {
            let result = PBCElement(.gt, context)
            // libpbc gives 1 for the whole product if one point is the neutral element.
            let pairs = zip(first, second).filter { !$0.isNeutral && !$1.isNeutral }
            guard !pairs.isEmpty else { return result }
            // The structs point to the elements, which `pairs` keeps alive, and are only read.
            var a = unsafe pairs.map { unsafe $0.0.element.pointee }
            var b = unsafe pairs.map { unsafe $0.1.element.pointee }
            unsafe element_prod_pairing(result.element, &a, &b, Int32(pairs.count))
            return withExtendedLifetime(pairs) { result }
        }
    }
#endif
