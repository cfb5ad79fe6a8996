import AccessPolicy
import Pairing
import ResearchSchemes
import Cryptography
import TestSupport
import Testing

@Suite struct CorrectnessTests {
    static let cases: [(policy: String, attributes: [String], opens: Bool)] = [
        ("role:doctor", ["role:doctor"], true),
        ("role:doctor and hospital:NSTU", ["role:doctor", "hospital:NSTU", "x"], true),
        ("role:doctor and hospital:NSTU", ["role:doctor"], false),
        ("a or b or c", ["b"], true),
        ("2 of (a, b, c)", ["a", "c"], true),
        ("2 of (a, b, c)", ["c"], false),
        ("3 of (a, b, c, d and e, 2 of (f, g, h))", ["b", "d", "e", "f", "h"], true),
        ("3 of (a, b, c, d and e, 2 of (f, g, h))", ["b", "d", "f", "h"], false),
        ("(a and b) or (a and c)", ["a", "c"], true),
        ("a and (a or b)", ["b"], false),
        ("a and (a or b)", ["a"], true),
        ("2 of (a, a, b)", ["b"], false),
        ("2 of (a, a, b)", ["a"], true),
        ("clearance#8 >= 3 and age#7 in 18..65", ["clearance#8 = 3", "age#7 = 65"], true),
        ("clearance#8 >= 3", ["clearance#8 = 2"], false),
        ("licensed >= 2026-11-22", ["licensed = 2026-11-21"], false),
    ]

    @Test(arguments: SchemeName.allCases)
    func opensExactlyWhenTheAttributesSatisfy(name: SchemeName) throws {
        try opensExactly(name.underTest)
    }

    private func opensExactly(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        for (policy, attributes, opens) in Self.cases {
            let key = try fixture.key(attributes)
            guard let encapsulation = fixture.sealed(policy) else { continue }
            if opens {
                let opened = try fixture.open(encapsulation.ciphertext, policy, with: key)
                #expect(opened == encapsulation.key.revealed(), "\(policy)")
            } else {
                #expect(throws: SchemeError.policyNotSatisfied, "\(policy)") {
                    try fixture.open(encapsulation.ciphertext, policy, with: key)
                }
            }
        }
    }

    @Test(arguments: SchemeName.allCases)
    func everyEncapsulationIsFreshAndEveryKeyToo(name: SchemeName) throws {
        try isFresh(name.underTest)
    }

    private func isFresh(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let first = try fixture.encapsulate("a and b")
        let second = try fixture.encapsulate("a and b")
        #expect(first.ciphertext != second.ciphertext)
        let keysAreEqual = first.key.constantTimeEquals(second.key)
        #expect(!keysAreEqual)
        let keys = try (0..<3).map { _ in try fixture.key(["a", "b"]).encoded().revealed() }
        #expect(Set(keys).count == 3)
    }

    @Test(arguments: SchemeName.allCases)
    func keysParametersAndMasterKeysSurviveTheirEncodings(name: SchemeName) throws {
        try survives(name.underTest)
    }

    private func survives(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let parameters = try scheme.parameters(bytes: fixture.authority.parameters.bytes)
        #expect(parameters.identifier == fixture.authority.parameters.identifier)
        let master = try scheme.masterKey(encoded: fixture.authority.masterKey.encoded(in: scheme.group), parameters)
        let again = SchemeAuthority(parameters: parameters, masterKey: master)
        var source = SeededGenerator(3)
        let attributes = try AttributeSet(parsing: ["a", "clearance#8 = 5", "licensed = 2027-01-31"])
        let key = try scheme.userKey(
            encoded: try scheme.keyGeneration(again, attributes: attributes, using: &source).encoded())
        #expect(key.attributes == attributes)
        try key.check()
        let policy = "a and clearance#8 > 4 and licensed > 2026-12-31"
        let encapsulation = try fixture.encapsulate(policy)
        #expect(try fixture.open(encapsulation.ciphertext, policy, with: key) == encapsulation.key.revealed())
    }
}

extension SchemeFixture {
    /// The encapsulation, or `nil` where the scheme refuses a repeated label, which only FAME may.
    func sealed(_ policy: String) -> SchemeEncapsulation? {
        do {
            return try encapsulate(policy)
        } catch {
            #expect(error as? SchemeError == .repeatedLabel && Scheme.name == .fame, "\(policy)")
            return nil
        }
    }
}
