import Pairing
import TestSupport
import Testing

/// The example of `Pairing.docc`, which runs, and is what the page shows.
@Suite struct PageExampleTests {
    @Test func exampleRuns() throws {
        // The page's example:
        let secret = Scalar.random()
        let publicKey = G2.generator.multiplied(by: secret)

        let domain = Array("EXAMPLE-V1_BLS12381G1_XMD:SHA-256_SSWU_RO_".utf8)
        let message = G1.hash(Array("take one at night".utf8), domain: domain)
        let signature = message.multiplied(by: secret).compressed

        let received = try G1Affine(compressed: signature)
        let isGenuine = productOfPairings([(received, -G2Affine.generator), (message.affine, publicKey.affine)]).isOne
        // End of the example.
        #expect(isGenuine)
    }

    @Test func pageShowsTheExample() throws {
        let example = try PageExample.inTest(#filePath)
        #expect(!example.isEmpty)
        #expect(try PageExample.onPage(of: "Pairing") == example)
    }
}
