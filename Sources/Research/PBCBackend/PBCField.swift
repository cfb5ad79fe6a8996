#if PBC
    import CPBC
    public import Pairing
    public import ResearchSchemes

    /// The integers modulo the order of a libpbc pairing's groups: 20 bytes in both curves.
    public struct PBCField: ExponentField {
        let context: PBCContext

        public var byteCount: Int { zero.byteCount }
        /// The scalar 0, in memory of libpbc.
        public var zero: PBCElement { PBCElement(.scalar, context) }

        /// `small` as a scalar, by way of its eight bytes.
        public func element(_ small: UInt64) -> PBCElement {
            reduced(stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: small >> UInt64($0)) })
        }

        /// a + b by `element_add`.
        public func sum(_ a: PBCElement, _ b: PBCElement) -> PBCElement {
            let result = zero
            unsafe element_add(result.element, a.element, b.element)
            return result
        }

        /// a · b by `element_mul`.
        public func product(_ a: PBCElement, _ b: PBCElement) -> PBCElement {
            let result = zero
            unsafe element_mul(result.element, a.element, b.element)
            return result
        }

        /// −a by `element_neg`.
        public func negated(_ a: PBCElement) -> PBCElement {
            let result = zero
            unsafe element_neg(result.element, a.element)
            return result
        }

        public func inverse(_ a: PBCElement) -> PBCElement {
            let result = zero
            unsafe element_invert(result.element, a.element)
            return result
        }

        /// factor · a, as a product of two scalars.
        public func multiple(_ a: PBCElement, _ factor: UInt64) -> PBCElement { product(a, element(factor)) }

        public func random(using source: inout some RandomNumberGenerator) -> PBCElement {
            var bytes: [UInt8] = []
            for _ in 0..<8 {
                let word = source.next() as UInt64
                for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
            }
            return reduced(bytes)
        }

        public func encode(_ scalar: PBCElement) -> [UInt8] { scalar.bytes }

        /// Reads a scalar below the order, big-endian.
        ///
        /// - Throws: `.wrongLength`, `.notCanonical`.
        public func decode(_ bytes: [UInt8]) throws(DecodingError) -> PBCElement {
            guard bytes.count == byteCount else { throw .wrongLength(expected: byteCount, got: bytes.count) }
            let scalar = reduced(bytes)
            guard scalar.bytes == bytes else { throw .notCanonical }
            return scalar
        }

        /// A big-endian integer modulo the group order.
        private func reduced(_ bytes: [UInt8]) -> PBCElement {
            var integer = unsafe __mpz_struct()
            unsafe __gmpz_init(&integer)
            unsafe bytes.withUnsafeBytes { unsafe __gmpz_import(&integer, $0.count, 1, 1, 1, 0, $0.baseAddress) }
            let result = zero
            unsafe element_set_mpz(result.element, &integer)
            unsafe __gmpz_clear(&integer)
            return result
        }
    }
#endif
