import Cryptography
import TestSupport
import Testing

@Suite struct SecretBytesTests {
    struct Counter: RandomNumberGenerator {
        var value: UInt64 = 0
        mutating func next() -> UInt64 {
            value += 1
            return value
        }
    }

    @Test func randomBytesAreTheGeneratorsWords() {
        var counter = Counter()
        let secret = SecretBytes(randomCount: 11, using: &counter)
        #expect(evaluated(secret.revealed()) == [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0])
        #expect(!evaluated(SecretBytes(randomCount: 32).constantTimeEquals(SecretBytes(randomCount: 32))))
    }

    @Test(arguments: [0, 1, 7, 8, 32, 255, 256, 257, 1000]) func everyByteOfARandomSecretIsRandom(count: Int) {
        // A byte that nobody wrote would be the same in all of forty secrets; by chance it is with probability 2^-312.
        let secrets = (0..<40).map { _ in SecretBytes(randomCount: count).revealed() }
        for position in 0..<count { #expect(Set(secrets.map { $0[position] }).count > 1, "byte \(position)") }
        #expect(secrets.allSatisfy { $0.count == count })
    }

    @Test func partsAndCopiesHoldTheSameBytes() {
        let secret = SecretBytes.concatenating(SecretBytes(copying: [1, 2]), SecretBytes(copying: [3]))
        #expect(evaluated(secret.revealed()) == [1, 2, 3])
        #expect(evaluated(secret.slice(1..<3).revealed()) == [2, 3])
        #expect(secret.slice(3..<3).count == 0)
        #expect(evaluated(secret.duplicate().constantTimeEquals(secret)))
        #expect(!evaluated(secret.constantTimeEquals(SecretBytes(copying: [1, 2]))))
        #expect(evaluated(secret.description) == "<redacted>")
        var source: [UInt8] = [9, 8]
        #expect(evaluated(SecretBytes(wiping: &source).revealed()) == [9, 8])
        #expect(source.isEmpty)
    }

    @Test func comparesArraysByContentAndLength() {
        #expect(constantTimeEquals([1, 2], [1, 2]))
        #expect(!constantTimeEquals([1, 2], [1, 3]))
        #expect(!constantTimeEquals([1, 2], [1, 2, 3]))
        #expect(constantTimeEquals([], []))
    }
}
