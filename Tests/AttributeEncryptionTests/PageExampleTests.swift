import AccessPolicy
import AttributeEncryption
import Cryptography
import TestSupport
import Testing

/// The example of `AttributeEncryption.docc`, which runs, and is what the page shows.
@Suite struct PageExampleTests {
    @Test func exampleRuns() throws {
        // The page's example:
        let authority = FABEO.setup()
        let attributes = try AttributeSet(parsing: ["role:doctor", "hospital:NSTU", "clearance#8 = 4"])
        let key = FABEO.keyGeneration(authority.masterKey, authority.parameters, attributes: attributes)

        let policy = try Policy(parsing: "role:doctor and (hospital:NSTU or hospital:DMCH) and clearance#8 >= 3")
        let sealed = KeyEncapsulation.encapsulate(to: policy, authority.parameters)

        let opened = try KeyEncapsulation.decapsulate(
            sealed.ciphertext, policy: policy.canonicalBytes, with: key, authority.parameters)
        // End of the example.
        let same = opened.revealed() == sealed.key.revealed()
        #expect(same)
    }

    @Test func pageShowsTheExample() throws {
        let example = try PageExample.inTest(#filePath)
        #expect(!example.isEmpty)
        #expect(try PageExample.onPage(of: "AttributeEncryption") == example)
    }
}
