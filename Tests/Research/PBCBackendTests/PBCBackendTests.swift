#if PBC
    import AccessPolicy
    import PBCBackend
    import Pairing
    import ResearchSchemes
    import Cryptography
    import TestSupport
    import Testing

    /// The schemes over libpbc: built and run with `swift test --traits PBC` where libpbc is installed.
    @Suite struct PBCBackendTests {
        static let cases: [(policy: String, attributes: [String], opens: Bool)] = [
            ("a and b", ["a"], false),
            ("2 of (a, b, c)", ["a", "c"], true),
            ("a and (a or n#1 = 1)", ["a", "n#1 = 1"], true),
        ]

        @Test(arguments: PBCCurve.allCases, SchemeName.allCases)
        func schemesOpenExactlyWhatTheirKeysSatisfy(curve: PBCCurve, name: SchemeName) throws {
            try run(name.scheme(over: PBCPairing(curve)))
        }

        private func run<Scheme: ResearchScheme>(_ scheme: Scheme) throws {
            var source = SeededGenerator(11)
            let made = scheme.setup(using: &source)
            let parameters = try scheme.parameters(bytes: made.parameters.bytes)
            let authority = SchemeAuthority(
                parameters: parameters,
                masterKey: try scheme.masterKey(encoded: made.masterKey.encoded(in: scheme.group), parameters))
            for (text, attributes, opens) in Self.cases {
                let policy = try Policy(parsing: text)
                let program = SpanProgram(policy)
                if Scheme.name == .fame, Set(program.labels).count < program.rowCount { continue }
                let set = try AttributeSet(parsing: attributes)
                let key = try scheme.userKey(
                    encoded: try scheme.keyGeneration(authority, attributes: set, using: &source).encoded())
                let encapsulation = try scheme.encapsulate(to: policy, parameters, using: &source)
                let quantities = scheme.quantities(policy, set, parameters)
                #expect(encapsulation.ciphertext.count == Scheme.costs.byteCount(.ciphertext, quantities, in: scheme.group))
                #expect(key.elementByteCount == Scheme.costs.byteCount(.key, quantities, in: scheme.group))
                if opens {
                    let opened = try scheme.decapsulate(
                        encapsulation.ciphertext, policy: policy.canonicalBytes, with: key, parameters)
                    #expect(opened.revealed() == encapsulation.key.revealed())
                } else {
                    #expect(throws: SchemeError.policyNotSatisfied) {
                        _ = try scheme.decapsulate(
                            encapsulation.ciphertext, policy: policy.canonicalBytes, with: key, parameters)
                    }
                }
            }
        }

        @Test(arguments: PBCCurve.allCases)
        func theGroupsObeyTheirLaws(curve: PBCCurve) throws {
            let group = PBCPairing(curve)
            var source = SeededGenerator(12)
            let (field, g1, g2, gt) = (group.field, group.g1, group.g2, group.gt)
            let (a, b) = (field.random(using: &source), field.random(using: &source))
            let p = g1.powers(of: g1.generator, [a, b, field.sum(a, b)])
            let q = g2.powers(of: g2.generator, [b])
            #expect(g1.products([p[0]], [p[1]])[0] == p[2])
            // Bilinear, not degenerate, and the same by every road to a power.
            let value = group.productOfPairings([p[0]], q)
            #expect(value == gt.powers(of: gt.generator, [field.product(a, b)])[0])
            #expect(value != gt.one)
            #expect(group.productOfPairings([p[0], g1.inverse(p[0])], q + q) == gt.one)
            let neutral = group.productOfPairings([p[0], g1.one], q + q)
            #expect(neutral == value)
            let bases = Array(p[..<2]) + [p[0], p[2]]
            let exponents = [field.element(1), field.negated(field.element(1)), a, b]
            let each = g1.powers(bases, exponents)
            let product = each.dropFirst().reduce(each[0]) { g1.products([$0], [$1])[0] }
            #expect(g1.productOfPowersVariableTime(bases, exponents) == product)
            #expect(g1.productsOfPowers([bases], [exponents])[0] == product)
            #expect(field.product(a, field.inverse(a)) == field.element(1))
            #expect(field.multiple(a, 3) == field.sum(a, field.sum(a, a)))
            #expect(try field.decode(field.encode(a)) == a)
            // Hashes: separated by domain and by message, and of the group.
            let inputs = [("A", "x"), ("B", "x"), ("A", "y")].map {
                HashInput(domain: Array($0.0.utf8), message: Array($0.1.utf8))
            }
            let hashes = group.hashToG1(inputs)
            #expect(hashes[0] != hashes[1] && hashes[0] != hashes[2] && hashes[1] != hashes[2])
            #expect(try g1.decode(g1.encode(hashes), checkingOrder: true) == hashes)
        }

        @Test(arguments: PBCCurve.allCases)
        func whatIsNoElementIsRefused(curve: PBCCurve) throws {
            let group = PBCPairing(curve)
            var source = SeededGenerator(13)
            let scalars = group.field.random(2, from: &source)
            let point = group.g1.encode(group.g1.powers(of: group.g1.generator, scalars))
            let value = group.gt.encode(group.gt.powers(of: group.gt.generator, scalars))
            #expect(throws: DecodingError.self) { try group.g1.decode(Array(point.dropLast()), checkingOrder: true) }
            for position in [0, point.count / 4, point.count / 2 - 1] {
                var changed = point
                changed[position] ^= 1
                #expect(throws: DecodingError.self, "byte \(position)") { try group.g1.decode(changed, checkingOrder: true) }
            }
            var changed = value
            changed[3] ^= 1
            #expect(throws: DecodingError.wrongOrder) { try group.gt.decode(changed, checkingOrder: true) }
            #expect(throws: DecodingError.identity) { try group.gt.decode(group.gt.encode([group.gt.one]), checkingOrder: true) }
            #expect(throws: DecodingError.notCanonical) {
                try group.field.decode([UInt8](repeating: 255, count: group.field.byteCount))
            }
        }

        /// A point of the curve y² = x³ + x, but of its order 2: (0, 0).
        @Test func aPointOfAnotherOrderIsRefused() throws {
            let bytes = [UInt8](repeating: 0, count: 128)
            #expect(throws: DecodingError.notInSubgroup) { try PBCPairing(.typeA).g1.decode(bytes, checkingOrder: true) }
            _ = try PBCPairing(.typeA, checkingOrder: false).g1.decode(bytes, checkingOrder: true)
        }
    }

    extension ExponentField {
        fileprivate func random(_ count: Int, from source: inout some RandomNumberGenerator) -> [Value] {
            var scalars: [Value] = []
            for _ in 0..<count { scalars.append(random(using: &source)) }
            return scalars
        }
    }
#else
    import Testing

    @Suite struct PBCBackendTests {
        @Test(.disabled("PBC: skipped, built without the trait PBC")) func schemesOpenExactlyWhatTheirKeysSatisfy() {}
    }
#endif
