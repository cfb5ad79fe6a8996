import AccessPolicy
import AttributeEncryption
import Framing
import Pairing
import Cryptography
import Testing

@Suite struct KeyEncapsulationTests {
    /// One authority for all tests of this suite: setup costs a pairing.
    struct World: ~Copyable {
        let authority = FABEO.setup()

        func key(_ attributes: String...) throws -> AttributeKey {
            FABEO.keyGeneration(
                authority.masterKey, authority.parameters, attributes: try AttributeSet(parsing: attributes))
        }

        func open(_ ciphertext: [UInt8], _ policy: Policy, with key: borrowing AttributeKey) throws(DecapsulationError) -> [UInt8] {
            try KeyEncapsulation.decapsulate(
                ciphertext, policy: policy.canonicalBytes, with: key, authority.parameters
            ).revealed()
        }
    }

    @Test(arguments: [
        ("role:doctor", ["role:doctor"], true),
        ("role:doctor and hospital:NSTU", ["role:doctor", "hospital:NSTU", "x"], true),
        ("role:doctor and hospital:NSTU", ["role:doctor"], false),
        ("2 of (a, b, c)", ["a", "c"], true),
        ("2 of (a, b, c)", ["c"], false),
        ("(a and b) or (a and c)", ["a", "c"], true),
        ("a and (a or b)", ["b"], false),
        ("a and (a or b)", ["a"], true),
        ("2 of (a, a, b)", ["b"], false),
        ("2 of (a, a, b)", ["a"], true),
        ("clearance#8 >= 3 and age#7 in 18..65", ["clearance#8 = 3", "age#7 = 65"], true),
        ("clearance#8 >= 3", ["clearance#8 = 2"], false),
        ("n = 18446744073709551615 or n = 0", ["n = 0"], true),
        ("licensed >= 2026-11-22", ["licensed = 2026-11-21"], false),
    ])
    func opensExactlyWhenTheAttributesSatisfy(text: String, attributes: [String], opens: Bool) throws {
        let world = World()
        let policy = try Policy(parsing: text)
        let key = FABEO.keyGeneration(
            world.authority.masterKey, world.authority.parameters, attributes: try AttributeSet(parsing: attributes))
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, world.authority.parameters)
        #expect(encapsulation.ciphertext.count == KeyEncapsulation.ciphertextLength(SpanProgram(policy)))
        if opens {
            #expect(try world.open(encapsulation.ciphertext, policy, with: key) == encapsulation.key.revealed())
        } else {
            #expect(throws: DecapsulationError.policyNotSatisfied) {
                try world.open(encapsulation.ciphertext, policy, with: key)
            }
        }
    }

    /// With a cache the same m gives the same ciphertext as without, while attributes are new, kept and dropped again.
    @Test func aCacheChangesNothingButTheTime() throws {
        let world = World()
        let cache = EncapsulationCache(world.authority.parameters, capacity: 4)
        let m = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
        for text in ["a and b", "a and b", "a and (b or c) and c", "d and e and f", "a and n >= 3", "a or b"] {
            let policy = try Policy(parsing: text)
            let plain = KeyEncapsulation.encapsulate(m, to: policy, world.authority.parameters)
            let cached = KeyEncapsulation.encapsulate(m, to: policy, world.authority.parameters, cache)
            #expect(cached.ciphertext == plain.ciphertext)
            let sameKey = cached.key.constantTimeEquals(plain.key)
            #expect(sameKey)
            #expect(cache.attributeCount <= 4)
        }
        #expect(cache.attributeCount > 0)
    }

    /// The epoch's path and the devices' root are the same for all records: after the first they are never hashed again.
    @Test func aCacheKeepsTheSystemsLabels() throws {
        let world = World()
        let cache = EncapsulationCache(world.authority.parameters)
        _ = KeyEncapsulation.encapsulate(to: try Policy(parsing: "a").requiringEpoch(atLeast: 599), cache)
        #expect(cache.attributeCount == 1 + 4 + 1)
        _ = KeyEncapsulation.encapsulate(to: try Policy(parsing: "b").requiringEpoch(atLeast: 599), cache)
        #expect(cache.attributeCount == 2 + 4 + 1)
    }

    @Test func encapsulationsAreFreshAndDeterministicInM() throws {
        let world = World()
        let policy = try Policy(parsing: "a and b")
        let first = KeyEncapsulation.encapsulate(to: policy, world.authority.parameters)
        let second = KeyEncapsulation.encapsulate(to: policy, world.authority.parameters)
        #expect(first.ciphertext != second.ciphertext)
        let sameKey = first.key.constantTimeEquals(second.key)
        #expect(!sameKey)
        let m = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
        let third = KeyEncapsulation.encapsulate(m, to: policy, world.authority.parameters)
        let fourth = KeyEncapsulation.encapsulate(m, to: policy, world.authority.parameters)
        #expect(third.ciphertext == fourth.ciphertext)
        let repeatedKey = third.key.constantTimeEquals(fourth.key)
        #expect(repeatedKey)
    }

    @Test func everyChangedByteIsRejectedAlike() throws {
        let world = World()
        // The key uses one of three rows: the other rows must be checked all the same.
        let policy = try Policy(parsing: "a or b or c")
        let key = try world.key("b")
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, world.authority.parameters)
        for position in stride(from: 0, to: encapsulation.ciphertext.count, by: 5) {
            var changed = encapsulation.ciphertext
            changed[position] ^= 1
            #expect(throws: DecapsulationError.rejected, "byte \(position)") {
                try world.open(changed, policy, with: key)
            }
        }
        for length in [0, 1, 31, 32, encapsulation.ciphertext.count - 1] {
            #expect(throws: DecapsulationError.rejected) {
                try world.open(Array(encapsulation.ciphertext.prefix(length)), policy, with: key)
            }
        }
        #expect(throws: DecapsulationError.rejected) {
            try world.open(encapsulation.ciphertext + [0], policy, with: key)
        }
    }

    @Test func aRowThatTheKeyDoesNotUseIsCheckedToo() throws {
        // A ciphertext whose row for b is replaced by another valid point opens for a under the bare scheme, and must
        // not under the CCA one: who can open would depend on the key.
        let world = World()
        let policy = try Policy(parsing: "a or b")
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, world.authority.parameters)
        var changed = encapsulation.ciphertext
        let start = 96 * 2 + 48
        changed.replaceSubrange(start..<start + 48, with: G1.generator.affine.compressed)
        let key = try world.key("a")
        #expect(throws: DecapsulationError.rejected) { try world.open(changed, policy, with: key) }
    }

    @Test func anotherPolicyOverTheSameRowsIsRejected() throws {
        let world = World()
        let key = try world.key("a", "b")
        let encapsulation = KeyEncapsulation.encapsulate(to: try Policy(parsing: "a or b"), world.authority.parameters)
        #expect(throws: DecapsulationError.rejected) {
            try world.open(encapsulation.ciphertext, try Policy(parsing: "b or a"), with: key)
        }
        #expect(throws: DecapsulationError.rejected) {
            try world.open(encapsulation.ciphertext, try Policy(parsing: "a and b"), with: key)
        }
    }

    @Test func aPolicyThatIsNotCanonicalIsRefused() throws {
        let world = World()
        let key = try world.key("a")
        let encapsulation = KeyEncapsulation.encapsulate(to: try Policy(parsing: "a or b"), world.authority.parameters)
        #expect(throws: DecapsulationError.malformedPolicy(PolicyError(.notCanonical))) {
            try KeyEncapsulation.decapsulate(
                encapsulation.ciphertext, policy: Array("a  or b".utf8), with: key, world.authority.parameters
            ).revealed()
        }
    }

    @Test func keysOfAnotherAuthorityAreRefused() throws {
        let world = World()
        let other = World()
        let policy = try Policy(parsing: "a")
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, world.authority.parameters)
        let foreign = try other.key("a")
        #expect(throws: DecapsulationError.foreignKey) { try world.open(encapsulation.ciphertext, policy, with: foreign) }
        #expect(throws: DecapsulationError.rejected) { try other.open(encapsulation.ciphertext, policy, with: foreign) }
        let passes = foreign.verify(world.authority.parameters)
        #expect(!passes)
    }

    @Test func keysAndParametersSurviveTheirEncodings() throws {
        let world = World()
        let parameters = try PublicParameters(bytes: world.authority.parameters.bytes)
        #expect(parameters == world.authority.parameters)
        #expect(parameters.bytes.count == PublicParameters.byteCount)
        let attributes = try AttributeSet(parsing: ["role:doctor", "clearance#8 = 5", "licensed = 2027-01-31"])
            .withEpoch(11, device: DeviceLeaf(index: 7)!)
        let key = FABEO.keyGeneration(world.authority.masterKey, parameters, attributes: attributes)
        let again = try AttributeKey(encoded: key.encoded())
        #expect(again.attributes == attributes)
        let passes = again.verify(parameters)
        #expect(passes)
        let master = try MasterSecretKey(importing: world.authority.masterKey.exported())
        let reissued = FABEO.keyGeneration(master, parameters, attributes: attributes).verify(parameters)
        #expect(reissued)
        #expect(try AttributeSet(encoded: attributes.encoded) == attributes)
    }

    private func accepts(_ encoded: [UInt8], _ parameters: PublicParameters) -> Bool {
        guard let key = try? AttributeKey(encoded: SecretBytes(copying: encoded)) else { return false }
        return key.verify(parameters)
    }

    @Test func damagedKeysParametersAndAttributeSetsAreRefused() throws {
        let world = World()
        let key = try world.key("a", "b")
        let encoded = key.encoded().revealed()
        for position in 0..<encoded.count {
            var changed = encoded
            changed[position] ^= 1
            #expect(!accepts(changed, world.authority.parameters), "byte \(position)")
        }
        // The last attribute as one of a kind that nobody knows: that is a key for a, as if b had never been in it.
        let kindOfB = 34 + 4 + 2 + 8
        var changed = encoded
        #expect(changed[kindOfB] == 1)
        changed[kindOfB] = 200
        #expect(accepts(changed, world.authority.parameters))
        changed.swapAt(kindOfB - 8, kindOfB)
        #expect(!accepts(changed, world.authority.parameters), "an attribute behind an unknown one")
        #expect(throws: MalformedInput.self) { _ = try AttributeKey(encoded: SecretBytes(copying: Array(encoded.dropLast()))) }
        #expect(throws: MalformedInput.self) { _ = try AttributeKey(encoded: SecretBytes(copying: encoded + [0])) }
        var parameters = world.authority.parameters.bytes
        for position in stride(from: 0, to: parameters.count, by: 31) {
            parameters[position] ^= 1
            #expect(throws: MalformedInput.self, "byte \(position)") { try PublicParameters(bytes: parameters) }
            parameters[position] ^= 1
        }
        #expect(throws: MalformedInput.self) { try PublicParameters(bytes: Array(parameters.dropLast())) }
        #expect(throws: MalformedInput.self) { _ = try MasterSecretKey(importing: SecretBytes(copying: [UInt8](repeating: 0, count: 32))) }
        #expect(throws: MalformedInput.self) { _ = try MasterSecretKey(importing: SecretBytes(copying: [UInt8](repeating: 255, count: 32))) }
    }

    /// A key of a later version, with an attribute of a kind that this one does not know and any number of points for it:
    /// what is known works as ever, the rest is passed over, kept, and proves nothing.
    @Test(arguments: [0, 1, 3, 25])
    func aKeyWithAnAttributeOfAnUnknownKindOpensWhatItsOthersSatisfy(labelCount: Int) throws {
        let world = World()
        let parameters = world.authority.parameters
        let device = try #require(DeviceLeaf(index: 7))
        let plain = FABEO.keyGeneration(
            world.authority.masterKey, parameters, attributes: try AttributeSet(parsing: ["a"]).withEpoch(11, device: device))
        let set = plain.attributes.encoded
        // Points that are none: nobody looks at them.
        let bytes = plain.encoded().revealed()
        let points = Array(bytes.suffix(144 + 48 * plain.attributes.labels.count)) + [UInt8](repeating: 0x5a, count: 48 * labelCount)
        let unknown = [200, 0, UInt8(labelCount)] + frame(Array("chart".utf8))
        let later = Array(bytes.prefix(34)) + frame([0, set[1] + 1] + set[2...] + unknown) + points
        let key = try AttributeKey(encoded: SecretBytes(copying: later))
        #expect(key.encoded().revealed() == later)
        let passes = key.verify(parameters)
        #expect(passes)
        let (name, plainName) = (key.identifier, plain.identifier)
        #expect(name == plainName)
        for (text, opens) in [("a", true), ("chart", false), ("a or b", true), ("a and chart", false)] {
            let policy = try Policy(parsing: text).requiringEpoch(atLeast: 3)
            let encapsulation = KeyEncapsulation.encapsulate(to: policy, parameters)
            if opens {
                #expect(try world.open(encapsulation.ciphertext, policy, with: key) == encapsulation.key.revealed())
            } else {
                #expect(throws: DecapsulationError.policyNotSatisfied) {
                    try world.open(encapsulation.ciphertext, policy, with: key)
                }
            }
        }
        if labelCount > 0 {
            let short = SecretBytes(copying: Array(later.dropLast(48)))
            #expect(throws: MalformedInput.self) { _ = try AttributeKey(encoded: short) }
        }
    }

    /// The epoch and the device are proved like any attribute: a key's own claim is not believed.
    @Test func epochAndDeviceAreProvedByPoints() throws {
        let world = World()
        let parameters = world.authority.parameters
        let device = try #require(DeviceLeaf(index: 7))
        let policy = try Policy(parsing: "a").requiringEpoch(atLeast: 12)
        let encapsulation = KeyEncapsulation.encapsulate(to: policy, parameters)
        let fitting = FABEO.keyGeneration(
            world.authority.masterKey, parameters, attributes: try AttributeSet(parsing: ["a"]).withEpoch(12, device: device))
        #expect(try world.open(encapsulation.ciphertext, policy, with: fitting) == encapsulation.key.revealed())
        // Epochs 11 and 26 have twelve labels each: the same points under the other claim.
        let old = FABEO.keyGeneration(
            world.authority.masterKey, parameters, attributes: try AttributeSet(parsing: ["a"]).withEpoch(11, device: device))
        var bytes = old.encoded().revealed()
        let claim = try AttributeSet(parsing: ["a"]).withEpoch(26, device: device).encoded
        #expect(claim.count == old.attributes.encoded.count)
        bytes.replaceSubrange(38..<38 + claim.count, with: claim)
        let liar = try AttributeKey(encoded: SecretBytes(copying: bytes))
        let passes = liar.verify(parameters)
        #expect(!passes)
        #expect(throws: DecapsulationError.rejected) { try world.open(encapsulation.ciphertext, policy, with: liar) }
    }

    /// The name of the compiler is bound by each ciphertext and not by the parameters.
    @Test func parametersAreIdentifiedByEveryHashDomainAndNotByTheCompiler() throws {
        let parameters = FABEO.setup().parameters
        let tags = ["ATTRIBUTE", "NUMBER", "DATE", "EPOCH", "DEVICE", "CHART", "H0"].map {
            Array("MEDSEAL-V1-FABEO-\($0)_BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8)
        }
        #expect(parameters.identifier == SHA256.hash(frame([Array("FABEO".utf8)] + tags + [parameters.bytes])))
    }

    /// Coins and key by the formulas of docs/format.md §5, computed here again.
    @Test func coinsAndKeyAreBoundToParametersCompilerAndPolicy() throws {
        let world = World()
        let parameters = world.authority.parameters
        let m = SecretBytes(copying: [UInt8](repeating: 9, count: 32))
        let policy = try Policy(parsing: "a").requiringEpoch(atLeast: 3)
        let encapsulation = KeyEncapsulation.encapsulate(m, to: policy, parameters)
        let compiler = Array("span-program-2".utf8)
        let seed = HMAC.sha512Secret(key: m, frame(Array("coins".utf8), parameters.identifier, compiler, policy.canonicalBytes))
        let s = Scalar(reducing: HMAC.sha512(key: seed, frame(Array("s".utf8), [0, 0, 0, 0])))
        #expect(Array(encapsulation.ciphertext.prefix(96)) == G2.generator.multiplied(by: s).affine.compressed)
        let key = KeyDerivation.derive(
            m, "key",
            [
                parameters.identifier, compiler, policy.canonicalBytes, Array(encapsulation.ciphertext.dropLast(32)),
                Array(encapsulation.ciphertext.suffix(32)),
            ])
        let same = key.constantTimeEquals(encapsulation.key)
        #expect(same)
    }
}
