import Cryptography
import TestSupport
import Testing

@Suite struct ScryptTests {
    /// RFC 7914 §12, the first two vectors.
    @Test(arguments: [
        (
            "", "", 16, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 1024, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
    ])
    func matchesRFC7914(passphrase: String, salt: String, n: UInt64, r: UInt64, p: UInt64, output: String) throws {
        let derived = try Scrypt.derive(
            passphrase: SecretBytes(copying: passphrase.utf8), salt: Array(salt.utf8), n: n, r: r, p: p, count: 64)
        #expect(evaluated(derived.revealed().hex) == output)
    }

    /// libcrypto refuses more than 32 MiB unless it is told otherwise: the standard cost needs 128.
    @Test func theStandardCostFitsTheMemoryLimit() throws {
        let derived = try Scrypt.derive(
            passphrase: SecretBytes(copying: "pass".utf8), salt: [1, 2, 3], cost: .standard, count: 32)
        #expect(evaluated(derived.revealed().hex) == "8c6d9e548963a78fc359d07a0e0a7bd658963b1e888650699f3751f8af0464ef")
    }

    @Test func boundsItsCost() {
        #expect(ScryptCost(logN: 16) == nil)
        #expect(ScryptCost(logN: 17) == .standard)
        #expect(ScryptCost(logN: 21) == nil)
        #expect(ScryptCost(insecureLogN: 9) == nil)
        #expect(ScryptCost(insecureLogN: 10)?.logN == 10)
        #expect(ScryptCost(insecureLogN: 21) == nil)
    }

    @Test func memoryThatCannotBeHadIsAnError() {
        #expect(throws: ScryptOutOfMemory.self) {
            _ = try Scrypt.derive(
                passphrase: SecretBytes(copying: [1]), salt: [], n: 1 << 40, r: 8, p: 1, count: 32)
        }
    }
}
