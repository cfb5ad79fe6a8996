#if PBC
    import CPBC
    public import Pairing
    public import ResearchSchemes

    /// G1, G2 or GT of a libpbc pairing. Nothing here is constant-time.
    public struct PBCGroup: PrimeOrderGroup {
        let kind: PBCKind
        let context: PBCContext
        let checksOrder: Bool
        public let generator: PBCFixedBase

        init(_ kind: PBCKind, _ context: PBCContext, checksOrder: Bool, generator: PBCElement) {
            self.kind = kind
            self.context = context
            self.checksOrder = checksOrder
            self.generator = PBCLibrary.lock.withLock { _ in PBCFixedBase(generator) }
        }

        public var byteCount: Int { one.byteCount }
        public var one: PBCElement { PBCElement(kind, context) }

        /// A table by `element_pp_init`.
        public func fixedBase(_ base: PBCElement) -> PBCFixedBase { PBCLibrary.lock.withLock { _ in PBCFixedBase(base) } }

        public func powers(of base: PBCFixedBase, _ exponents: [PBCElement]) -> [PBCElement] {
            PBCLibrary.lock.withLock { _ in
                exponents.map { exponent in
                    let result = one
                    unsafe element_pp_pow_zn(result.element, exponent.element, base.table)
                    return result
                }
            }
        }

        public func powers(_ bases: [PBCElement], _ exponents: [PBCElement]) -> [PBCElement] {
            precondition(bases.count == exponents.count, "as many exponents as bases")
            return PBCLibrary.lock.withLock { _ in zip(bases, exponents).map { power($0, $1) } }
        }

        public func productsOfPowers(_ bases: [[PBCElement]], _ exponents: [[PBCElement]]) -> [PBCElement] {
            PBCLibrary.lock.withLock { _ in zip(bases, exponents).map { product($0[...], $1[...]) } }
        }

        public func productOfPowersVariableTime(_ bases: [PBCElement], _ exponents: [PBCElement]) -> PBCElement {
            precondition(bases.count == exponents.count, "as many exponents as bases")
            return PBCLibrary.lock.withLock { _ in
                var rest: (bases: [PBCElement], exponents: [PBCElement]) = ([], [])
                let result = one
                for (base, exponent) in zip(bases, exponents) {
                    if unsafe element_is1(exponent.element) != 0 {
                        unsafe element_mul(result.element, result.element, base.element)
                        continue
                    }
                    let negated = exponent.sibling()
                    unsafe element_neg(negated.element, exponent.element)
                    if withExtendedLifetime(negated, { unsafe element_is1(negated.element) != 0 }) {
                        unsafe element_div(result.element, result.element, base.element)
                    } else {
                        rest.bases.append(base)
                        rest.exponents.append(exponent)
                    }
                }
                let powers = product(rest.bases[...], rest.exponents[...])
                withExtendedLifetime(powers) { unsafe element_mul(result.element, result.element, powers.element) }
                return result
            }
        }

        public func products(_ a: [PBCElement], _ b: [PBCElement]) -> [PBCElement] {
            PBCLibrary.lock.withLock { _ in
                zip(a, b).map { a, b in
                    let result = one
                    unsafe element_mul(result.element, a.element, b.element)
                    return result
                }
            }
        }

        public func inverse(_ a: PBCElement) -> PBCElement {
            let result = one
            unsafe element_invert(result.element, a.element)
            return result
        }

        /// Whether two elements are the same, by `element_cmp`.
        public func areEqual(_ a: PBCElement, _ b: PBCElement) -> Bool { a == b }

        /// `element_to_bytes`: both coordinates of a point, the coefficients of an element of GT.
        public func encode(_ elements: [PBCElement]) -> [UInt8] { elements.flatMap(\.bytes) }

        public func decode(_ bytes: [UInt8], checkingOrder: Bool) throws(DecodingError) -> [PBCElement] {
            let length = byteCount
            guard bytes.count.isMultiple(of: length) else {
                throw .wrongLength(expected: bytes.count / length * length, got: bytes.count)
            }
            var elements: [PBCElement] = []
            for start in stride(from: 0, to: bytes.count, by: length) {
                elements.append(try decodeOne(Array(bytes[start..<start + length]), checkingOrder: checkingOrder && checksOrder))
            }
            return elements
        }

        /// libpbc makes the neutral element of a point off the curve.
        private func decodeOne(_ bytes: [UInt8], checkingOrder: Bool) throws(DecodingError) -> PBCElement {
            let result = one
            var copy = bytes
            unsafe copy.withUnsafeMutableBufferPointer { unsafe _ = element_from_bytes(result.element, $0.baseAddress) }
            guard !result.isNeutral else { throw kind == .gt ? .identity : .notOnCurve }
            guard result.bytes == bytes else { throw .notCanonical }
            guard checkingOrder || kind == .gt else { return result }
            let power = one
            unsafe element_pow_mpz(power.element, result.element, &context.pairing.pointee.r)
            guard power.isNeutral else { throw kind == .gt ? .wrongOrder : .notInSubgroup }
            return result
        }

        private func power(_ base: PBCElement, _ exponent: PBCElement) -> PBCElement {
            let result = one
            unsafe element_pow_zn(result.element, base.element, exponent.element)
            return result
        }

        /// ∏ baseᵢ^exponentᵢ, three at a time as libpbc offers.
        private func product(_ bases: ArraySlice<PBCElement>, _ exponents: ArraySlice<PBCElement>) -> PBCElement {
            let result = one
            var (bases, exponents) = (bases, exponents)
            while let base = bases.first, let exponent = exponents.first {
                let count = min(3, bases.count)
                let (b, e) = (Array(bases.prefix(3)), Array(exponents.prefix(3)))
                let part = one
                switch count {
                case 3:
                    unsafe element_pow3_zn(
                        part.element, b[0].element, e[0].element, b[1].element, e[1].element, b[2].element, e[2].element)
                case 2: unsafe element_pow2_zn(part.element, b[0].element, e[0].element, b[1].element, e[1].element)
                default: unsafe element_pow_zn(part.element, base.element, exponent.element)
                }
                withExtendedLifetime((part, b, e)) { unsafe element_mul(result.element, result.element, part.element) }
                bases = bases.dropFirst(count)
                exponents = exponents.dropFirst(count)
            }
            return result
        }
    }
#endif
