import Cryptography
import TestSupport
import Testing

@Suite struct AEADTests {
    /// Test cases 13 and 14 of McGrew and Viega's specification of GCM.
    @Test func matchesTheSpecificationOfGCM() throws {
        let key = SecretBytes(copying: [UInt8](repeating: 0, count: 32))
        let nonce = [UInt8](repeating: 0, count: 12)
        #expect(evaluated(AES256GCM.seal([UInt8](), key: key, nonce: nonce).hex) == "530f8afbc74536b9a963b4f1c4cb738b")
        #expect(
            AES256GCM.seal([UInt8](repeating: 0, count: 16), key: key, nonce: nonce).hex
                == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
        #expect(try evaluated(AES256GCM.open([UInt8](hex: "530f8afbc74536b9a963b4f1c4cb738b"), key: key, nonce: nonce)) == [])
    }

    @Test func refusesEveryAlteredByte() throws {
        let key = SecretBytes(randomCount: 32)
        let nonce = [UInt8](0..<12)
        let plaintext = [UInt8]("a short plaintext".utf8)
        let aad = [UInt8]("associated".utf8)
        let sealed = AES256GCM.seal(plaintext, key: key, nonce: nonce, authenticating: aad)
        #expect(try evaluated(AES256GCM.open(sealed, key: key, nonce: nonce, authenticating: aad)) == plaintext)
        #expect(try evaluated(AES256GCM.openSecret(sealed, key: key, nonce: nonce, authenticating: aad).revealed()) == plaintext)
        #expect(evaluated(AES256GCM.seal(SecretBytes(copying: plaintext), key: key, nonce: nonce, authenticating: aad)) == sealed)
        func refused(_ sealed: [UInt8], _ nonce: [UInt8], _ aad: [UInt8], _ key: borrowing SecretBytes) -> Bool {
            let plain = try? AES256GCM.open(sealed, key: key, nonce: nonce, authenticating: aad)
            do {
                _ = try AES256GCM.openSecret(sealed, key: key, nonce: nonce, authenticating: aad)
                return false
            } catch {
                return plain == nil
            }
        }
        for position in sealed.indices {
            var altered = sealed
            altered[position] ^= 1
            #expect(evaluated(refused(altered, nonce, aad, key)))
            #expect(evaluated(refused(Array(sealed[..<position]), nonce, aad, key)))
        }
        #expect(evaluated(refused(sealed + [0], nonce, aad, key)))
        #expect(evaluated(refused(sealed, [UInt8](1..<13), aad, key)))
        #expect(evaluated(refused(sealed, [UInt8](0..<11), aad, key)))
        #expect(evaluated(refused(sealed, nonce, aad + [0], key)))
        #expect(evaluated(refused(sealed, nonce, [], key)))
        #expect(evaluated(refused(sealed, nonce, aad, SecretBytes(randomCount: 32))))
    }

    @Test func wipesWhatFailedToOpen() {
        let key = SecretBytes(randomCount: 32)
        let nonce = [UInt8](0..<12)
        var buffer = AES256GCM.seal([UInt8](repeating: 0x55, count: 40), key: key, nonce: nonce)
        buffer[45] ^= 1
        let opened = unsafe buffer.withUnsafeMutableBytes {
            unsafe AEADContext(.aes256GCM, .opening, key: key).open(
                UnsafeRawBufferPointer($0), nonce: nonce, authenticating: [],
                into: UnsafeMutableRawBufferPointer(rebasing: $0[..<40]))
        }
        #expect(!opened)
        #expect(Array(buffer[..<40]) == [UInt8](repeating: 0, count: 40))
    }
}
