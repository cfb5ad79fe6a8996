import AccessPolicy
import Pairing
import ResearchSchemes
import TestSupport
import Testing

/// BSW07's Delegate.
@Suite struct DelegationTests {
    private let fixture = SchemeFixture(BSW07(BLS12381()))

    private func delegate(_ key: borrowing UserKey<BLS12381>, _ attributes: [String]) throws -> UserKey<BLS12381> {
        var system = SystemRandomNumberGenerator()
        return try fixture.scheme.delegate(
            key, attributes: try AttributeSet(parsing: attributes), fixture.authority.parameters, using: &system)
    }

    @Test func aDelegatedKeyOpensWhatItsAttributesSatisfyAndNoMore() throws {
        let parent = try fixture.key(["a", "b", "n#3 = 5"])
        let child = try delegate(parent, ["a", "n#3 = 5"])
        let grandchild = try delegate(child, ["a"])
        #expect(try fixture.opens("a and n#3 >= 4", with: child))
        #expect(try fixture.opens("a or b", with: grandchild))
        #expect(throws: SchemeError.policyNotSatisfied) { _ = try fixture.opens("a and b", with: child) }
        #expect(throws: SchemeError.policyNotSatisfied) { _ = try fixture.opens("n#3 = 5", with: grandchild) }
        // Nor with the missing elements taken from the parent, or with other ones claimed for them.
        let (parentParts, childParts) = (fixture.parts(parent), fixture.parts(child))
        for head in [parentParts, childParts] {
            let b = try AttributeSet(parsing: ["b"]).labels[0]
            let pooled = try fixture.forged(["a", "b"], head) { $0 == b ? parentParts.blocks[$0] : childParts.blocks[$0] }
            let opened = try fixture.opens("a and b", with: pooled)
            #expect(!opened)
        }
    }

    @Test func siblingsCannotPool() throws {
        let parent = try fixture.key(["a", "b"])
        let (first, second) = (fixture.parts(try delegate(parent, ["a"])), fixture.parts(try delegate(parent, ["b"])))
        let blocks = first.blocks.merging(second.blocks) { a, _ in a }
        for head in [first, second] {
            let opened = try fixture.opens("a and b", with: try fixture.forged(["a", "b"], head) { blocks[$0] })
            #expect(!opened)
        }
    }

    @Test func nothingIsDelegatedThatOneHasNot() throws {
        let key = try fixture.key(["a", "n#3 = 5"])
        for attributes in [["b"], ["a", "b"], ["n#3 = 4"], ["n#4 = 5"], ["n"]] {
            #expect(throws: SchemeError.notASubset) { _ = try delegate(key, attributes) }
        }
        let other = SchemeFixture(BSW07(BLS12381()), seed: 2)
        let foreign = try other.key(["a"])
        #expect(throws: SchemeError.foreignKey) { _ = try delegate(foreign, ["a"]) }
    }

    @Test func everyElementIsRerandomised() throws {
        let parent = fixture.parts(try fixture.key(["a"]))
        let child = fixture.parts(try delegate(try fixture.forged(["a"], parent) { parent.blocks[$0] }, ["a"]))
        #expect(parent.common != child.common)
        for (label, block) in parent.blocks {
            let other = try #require(child.blocks[label])
            #expect(block[..<96] != other[..<96] && block[96...] != other[96...])
        }
    }
}
