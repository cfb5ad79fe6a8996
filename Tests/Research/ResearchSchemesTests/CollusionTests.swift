import AccessPolicy
import Pairing
import ResearchSchemes
import Cryptography
import TestSupport
import Testing

/// Known break 7, and keys that are not the right ones.
@Suite struct CollusionTests {
    @Test(arguments: SchemeName.allCases)
    func usersWhoSatisfyAPolicyTogetherOnlyDoNotOpen(name: SchemeName) throws { try poolingFails(name.underTest) }

    private func poolingFails(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let first = fixture.parts(try fixture.key(["a"]))
        let second = fixture.parts(try fixture.key(["b", "n#3 = 5"]))
        let blocks = first.blocks.merging(second.blocks) { a, _ in a }
        for policy in ["a and b", "2 of (a, b, c)", "a and n#3 >= 4"] {
            let needed = policy.contains("n#3") ? ["a", "n#3 = 5"] : ["a", "b"]
            for head in [first, second] {
                let pooled = try fixture.forged(needed, head) { blocks[$0] }
                let opened = try fixture.opens(policy, with: pooled)
                #expect(!opened, "\(policy)")
            }
        }
    }

    @Test(arguments: SchemeName.allCases)
    func keysOfAnotherAuthorityOpenNothing(name: SchemeName) throws { try foreignKeysFail(name.underTest) }

    private func foreignKeysFail(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme, seed: 1)
        let other = SchemeFixture(scheme, seed: 2)
        let own = try fixture.key(["a"])
        let foreign = try other.key(["a"])
        let encapsulation = try fixture.encapsulate("a")
        #expect(throws: SchemeError.foreignKey) { try fixture.open(encapsulation.ciphertext, "a", with: foreign) }
        // Relabelled as a key of this authority, it gives another key.
        let (ownParts, foreignParts) = (fixture.parts(own), other.parts(foreign))
        let head = KeyParts(head: ownParts.head, common: foreignParts.common, blocks: [:])
        let relabelled = try fixture.forged(["a"], head) { foreignParts.blocks[$0] }
        let opened = try fixture.opens("a", with: relabelled)
        #expect(!opened)
    }

    @Test(arguments: SchemeName.allCases)
    func damagedObjectsAreRefused(name: SchemeName) throws { try damageIsSeen(name.underTest) }

    private func damageIsSeen(_ scheme: some ResearchScheme<BLS12381>) throws {
        let fixture = SchemeFixture(scheme)
        let key = try fixture.key(["a"])
        let encapsulation = try fixture.encapsulate("a")
        let ciphertext = encapsulation.ciphertext
        for damaged in [Array(ciphertext.dropLast()), ciphertext + [0], []] {
            #expect(throws: SchemeError.self) { try fixture.open(damaged, "a", with: key) }
        }
        for position in stride(from: 0, to: ciphertext.count, by: 13) {
            var changed = ciphertext
            changed[position] ^= 1
            let opened = try? fixture.open(changed, "a", with: key)
            #expect(opened != encapsulation.key.revealed(), "byte \(position)")
        }
        #expect(throws: SchemeError.malformedPolicy(PolicyError(.notCanonical))) {
            _ = try scheme.decapsulate(ciphertext, policy: Array(" a".utf8), with: key, fixture.authority.parameters)
        }
        let encoded = key.encoded().revealed()
        for damaged in [Array(encoded.dropLast()), encoded + [0], [2] + encoded.dropFirst()] {
            #expect(throws: SchemeError.self) { _ = try scheme.userKey(encoded: SecretBytes(copying: damaged)) }
        }
        let parameters = fixture.authority.parameters.bytes
        for damaged in [Array(parameters.dropLast()), parameters + [0], [2] + parameters.dropFirst()] {
            #expect(throws: SchemeError.self) { _ = try scheme.parameters(bytes: damaged) }
        }
        #expect(throws: SchemeError.self) {
            _ = try scheme.masterKey(encoded: SecretBytes(copying: [1, 2, 3]), fixture.authority.parameters)
        }
    }
}

extension CollusionTests {
    /// A point of the curve that is not of the group, in a key: found when the key arrives.
    @Test func aKeyWithAPointOfAnotherOrderIsRefusedOnArrival() throws {
        let fixture = SchemeFixture(Waters11(BLS12381()))
        let parts = fixture.parts(try fixture.key(["a"]))
        // The first x for which y² = x³ + 4 has a root and the point is not in the subgroup.
        let outside = try #require(
            (UInt8(1)...20).lazy.map { [0x80] + [UInt8](repeating: 0, count: 46) + [$0] }.first {
                (try? G1Affine(uncheckedSubgroupCompressed: $0)) != nil && (try? G1Affine(compressed: $0)) == nil
            })
        let key = try fixture.forged(["a"], parts) { _ in outside }
        #expect(throws: DecodingError.notInSubgroup) { try key.check() }
    }
}
