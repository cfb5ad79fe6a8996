import AccessPolicy
import Framing
import Pairing
import ResearchSchemes
import Cryptography
import TestSupport
import Testing

/// RW15 with several authorities, and what its gid rests on.
@Suite struct MultiAuthorityTests {
    private let scheme = RW15(BLS12381())
    private let board: IndependentAuthority<BLS12381>
    private let hospital: IndependentAuthority<BLS12381>
    private let directory: AuthorityDirectory
    private let parameters: SchemeParameters<BLS12381>
    private let policy = "board:doctor and (hospital:NSTU or hospital:beds#4 >= 12)"

    init() throws {
        var source = SeededGenerator(21)
        board = scheme.authoritySetup("board", using: &source)
        hospital = scheme.authoritySetup("hospital", using: &source)
        directory = try #require(AuthorityDirectory(names: ["board", "hospital"]))
        let made = try scheme.parameters(
            of: [("board", board.publicElements), ("hospital", hospital.publicElements)])
        parameters = try scheme.parameters(bytes: made.bytes)
    }

    private func issue(
        _ authority: IndependentAuthority<BLS12381>, _ attributes: [String], to user: borrowing Ed25519.PrivateKey
    ) throws -> PartialKey<BLS12381> {
        var system = SystemRandomNumberGenerator()
        let set = try AttributeSet(parsing: attributes)
        let challenge = SecretBytes(randomCount: 32).revealed()
        let proof = PossessionProof(user, authority: authority.name, attributes: set, challenge: challenge)
        return try scheme.issue(authority, directory, attributes: set, proof, challenge: challenge, using: &system)
    }

    private func opens(_ policy: String, with key: borrowing UserKey<BLS12381>) throws -> Bool {
        var system = SystemRandomNumberGenerator()
        let policy = try Policy(parsing: policy)
        let encapsulation = try scheme.encapsulate(to: policy, parameters, using: &system)
        let opened = try scheme.decapsulate(
            encapsulation.ciphertext, policy: policy.canonicalBytes, with: key, parameters)
        return opened.constantTimeEquals(encapsulation.key)
    }

    @Test func keysOfTwoAuthoritiesOpenTogether() throws {
        let user = Ed25519.PrivateKey()
        let first = try issue(board, ["board:doctor"], to: user)
        for attributes in [["hospital:NSTU"], ["hospital:beds#4 = 13", "hospital:ward"]] {
            let key = try scheme.combine([first, try issue(hospital, attributes, to: user)], parameters)
            #expect(try opens(policy, with: key))
        }
        let alone = try scheme.combine([first], parameters)
        #expect(throws: SchemeError.policyNotSatisfied) { _ = try opens(policy, with: alone) }
    }

    @Test func keysOfTwoUsersDoNot() throws {
        let (first, second) = (
            try issue(board, ["board:doctor"], to: Ed25519.PrivateKey()),
            try issue(hospital, ["hospital:NSTU"], to: Ed25519.PrivateKey())
        )
        #expect(throws: SchemeError.foreignKey) { _ = try scheme.combine([first, second], parameters) }
        // Nor under either one's public key.
        let fixture = SchemeFixture(scheme)
        let keys = try [first, second].map { fixture.parts(try scheme.combine([$0], parameters)) }
        let blocks = keys[0].blocks.merging(keys[1].blocks) { a, _ in a }
        for head in keys {
            let pooled = try fixture.forged(["board:doctor", "hospital:NSTU"], head) { blocks[$0] }
            #expect(try !opens("board:doctor and hospital:NSTU", with: pooled))
        }
    }

    @Test func possessionIsProvenAnewForEachRequest() throws {
        var system = SystemRandomNumberGenerator()
        let user = Ed25519.PrivateKey()
        let set = try AttributeSet(parsing: ["board:doctor"])
        let other = try AttributeSet(parsing: ["board:surgeon"])
        let proof = PossessionProof(user, authority: "board", attributes: set, challenge: [1])
        #expect(throws: SchemeError.possessionNotProven) {
            _ = try scheme.issue(board, directory, attributes: set, proof, challenge: [2], using: &system)
        }
        #expect(throws: SchemeError.possessionNotProven) {
            _ = try scheme.issue(board, directory, attributes: other, proof, challenge: [1], using: &system)
        }
        #expect(throws: SchemeError.possessionNotProven) {
            _ = try scheme.issue(hospital, directory, attributes: set, proof, challenge: [1], using: &system)
        }
        _ = try scheme.issue(board, directory, attributes: set, proof, challenge: [1], using: &system)
    }

    @Test func anAuthorityIssuesItsOwnAttributesOnly() throws {
        let user = Ed25519.PrivateKey()
        for attributes in [["board:doctor"], ["hospital:NSTU", "board:doctor"], ["board:years#4 = 3"], ["NSTU"]] {
            #expect(throws: SchemeError.unknownAuthority) { _ = try issue(hospital, attributes, to: user) }
        }
        // What names no authority belongs to the first one.
        _ = try issue(board, ["NSTU", "clinic:x", "plain#3 = 1"], to: user)
        #expect(throws: SchemeError.unknownAuthority) {
            _ = try scheme.parameters(of: [("board", board.publicElements), ("board", board.publicElements)])
        }
        for names in [[], [""], ["a:b"], ["a", "a"], [String(repeating: "x", count: 65)]] {
            #expect(AuthorityDirectory(names: names) == nil)
        }
    }

    @Test func theIdentityIsAHashOfThePublicKeyAndNeverAnAttribute() throws {
        let user = Ed25519.PrivateKey()
        let input = scheme.identityInput(user.publicKey.bytes)
        #expect(input.message == SHA256.hash(frame(Array("MEDSEAL-V1-RW15-GID".utf8), user.publicKey.bytes)))
        // Were H and F one hash, the attribute that is spelt like a gid would give away g1^α.
        for label in try AttributeSet(parsing: ["a", "n#2 = 1", "d = 2026-01-01"]).labels {
            #expect(scheme.attributeInput(label, of: "board").domain != input.domain)
            #expect(scheme.attributeInput(label, of: "board") != scheme.attributeInput(label, of: "hospital"))
        }
    }

    @Test func keysOfOneUserAddUpWheneverTheyWereIssued() throws {
        // The price of authorities that do not know each other: what binds keys is gid, and it stays. A renewal needs a
        // new public key, or an attribute for the epoch in every policy and from every authority.
        let user = Ed25519.PrivateKey()
        let parts = [try issue(board, ["board:doctor"], to: user), try issue(board, ["board:surgeon"], to: user)]
        #expect(try opens("board:doctor and board:surgeon", with: try scheme.combine(parts, parameters)))
    }
}
