import AccessPolicy
import AttributeEncryption
import Framing
import Pairing
import ResearchSchemes
import Cryptography
import TestSupport
import Testing

/// This module's FABEO against the engine's, which is held against vectors of an independent implementation.
@Suite struct FABEOAgreementTests {
    @Test(arguments: ["a", "a and b", "2 of (a, b, c)", "a and (a or b)", "b and clearance#8 >= 3"])
    func ciphertextsOfTheEngineOpenHere(text: String) throws {
        let fixture = SchemeFixture(RW22(BLS12381()))
        let attributes = ["a", "b", "clearance#8 = 9"]
        let key = try fixture.key(attributes)
        let program = SpanProgram(try Policy(parsing: text))
        let s = Scalar.random()
        let ciphertext = AttributeEncryption.FABEO.encapsulate(
            program,
            coins: .init(
                s: s, v: (0..<program.randomnessCount).map { _ in .random() },
                sPrime: (0..<program.maximumOccurrence).map { _ in .random() }))
        let bytes =
            ciphertext.ct1.compressed + ciphertext.ct2.flatMap(\.compressed) + ciphertext.ct3.flatMap(\.compressed)
        let blinding = fixture.authority.parameters.elements.gt[0]
        #expect(try fixture.scheme.openedValue(bytes, program, with: key, fixture.authority.parameters) == blinding.power(s))
    }

    @Test func keysOfThisModuleAreKeysOfTheEngine() throws {
        let fixture = SchemeFixture(RW22(BLS12381()))
        let attributes = try AttributeSet(parsing: ["a", "clearance#8 = 9"])
        let key = try fixture.key(["a", "clearance#8 = 9"])
        let alpha = fixture.authority.masterKey.elements.scalars[0]
        let engine = AttributeEncryption.FABEO.setup(alpha: alpha)
        #expect(engine.parameters.blinding == fixture.authority.parameters.elements.gt[0])
        // The engine writes sk2 before sk3.
        let points = Array(key.encoded().revealed().suffix(key.elementByteCount))
        let header = [0x30, 1] + engine.parameters.identifier + frame(attributes.encoded)
        let encoded = header + points[96..<144] + points[..<96] + points[144...]
        let passes = try AttributeKey(encoded: SecretBytes(copying: encoded)).verify(engine.parameters)
        #expect(passes)
    }
}
