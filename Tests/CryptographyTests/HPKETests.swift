import Cryptography
import TestSupport
import Testing

/// RFC 9180's own vectors: `Vectors/rfc9180/x25519_hkdf_sha256_base.json`.
@Suite struct HPKETests {
    struct Vector: Decodable {
        struct Encryption: Decodable {
            let aad: String
            let ct: String
            let pt: String
        }
        struct Export: Decodable {
            let exporter_context: String
            let L: Int
            let exported_value: String
        }
        let mode: Int
        let kem_id: Int
        let kdf_id: Int
        let aead_id: Int
        let info: String
        let skRm: String
        let skEm: String
        let pkRm: String
        let enc: String
        let encryptions: [Encryption]
        let exports: [Export]
    }

    @Test func matchesEveryVectorOfRFC9180() throws {
        let vectors: [Vector] = try VectorFile.json("rfc9180/x25519_hkdf_sha256_base.json")
        #expect(vectors.map(\.aead_id) == [1, 2, 3])
        for vector in vectors {
            #expect(vector.mode == 0 && vector.kem_id == 32 && vector.kdf_id == 1)
            let aead: AEADAlgorithm = [.aes128GCM, .aes256GCM, .chaCha20Poly1305][vector.aead_id - 1]
            let info = [UInt8](hex: vector.info)
            let recipientKey = try X25519.PrivateKey(scalar: SecretBytes(copying: [UInt8](hex: vector.skRm)))
            #expect(recipientKey.publicKey.bytes.hex == vector.pkRm)
            let ephemeral = try X25519.PrivateKey(scalar: SecretBytes(copying: [UInt8](hex: vector.skEm)))
            var sender = try HPKE.Sender(
                to: recipientKey.publicKey, info: info, aead: aead, insecureEphemeralKey: ephemeral)
            #expect(evaluated(sender.encapsulatedKey.hex) == vector.enc)
            var recipient = try HPKE.Recipient([UInt8](hex: vector.enc), by: recipientKey, info: info, aead: aead)
            #expect(vector.encryptions.count == 8)
            for encryption in vector.encryptions {
                let aad = [UInt8](hex: encryption.aad)
                let plaintext = SecretBytes(copying: [UInt8](hex: encryption.pt))
                let sealed = sender.seal(plaintext, authenticating: aad)
                #expect(sealed.hex == encryption.ct)
                // A message that fails must not use up a sequence number.
                #expect(throws: AuthenticationFailure.self) { _ = try recipient.open(sealed, authenticating: aad + [0]) }
                #expect(try evaluated(recipient.open(sealed, authenticating: aad).revealed().hex) == encryption.pt)
            }
            for export in vector.exports {
                let context = [UInt8](hex: export.exporter_context)
                #expect(evaluated(sender.export(context: context, count: export.L).revealed().hex) == export.exported_value)
                #expect(evaluated(recipient.export(context: context, count: export.L).revealed().hex) == export.exported_value)
            }
        }
    }

    @Test func singleMessageOpensOnlyAsItWasSealed() throws {
        let key = X25519.PrivateKey()
        let info = [UInt8]("info".utf8)
        let aad = [UInt8]("aad".utf8)
        let sealed = try HPKE.seal(SecretBytes(copying: [1, 2, 3]), to: key.publicKey, info: info, authenticating: aad)
        #expect(sealed.encapsulatedKey.count == HPKE.encapsulatedKeyByteCount)
        #expect(sealed.ciphertext.count == 3 + HPKE.tagByteCount)
        #expect(try evaluated(HPKE.open(sealed, by: key, info: info, authenticating: aad).revealed()) == [1, 2, 3])
        func refused(
            _ enc: [UInt8], _ ciphertext: [UInt8], _ key: borrowing X25519.PrivateKey, _ info: [UInt8], _ aad: [UInt8]
        ) -> Bool {
            do {
                _ = try HPKE.open(
                    HPKE.Sealed(encapsulatedKey: enc, ciphertext: ciphertext), by: key, info: info, authenticating: aad)
                return false
            } catch {
                return true
            }
        }
        let (enc, ciphertext) = (sealed.encapsulatedKey, sealed.ciphertext)
        #expect(evaluated(refused(enc, ciphertext, X25519.PrivateKey(), info, aad)))
        #expect(evaluated(refused(enc, ciphertext, key, [], aad)))
        #expect(evaluated(refused(enc, ciphertext, key, info, [])))
        #expect(evaluated(refused(Array(enc.dropLast()), ciphertext, key, info, aad)))
        #expect(evaluated(refused(enc, Array(ciphertext.dropLast()), key, info, aad)))
        #expect(evaluated(refused(enc, [], key, info, aad)))
        for position in enc.indices {
            var altered = enc
            altered[position] ^= 1
            #expect(evaluated(refused(altered, ciphertext, key, info, aad)))
        }
        for position in ciphertext.indices {
            var altered = ciphertext
            altered[position] ^= 1
            #expect(evaluated(refused(enc, altered, key, info, aad)))
        }
    }
}
