import Cryptography
import TestSupport
import Testing

@Suite struct Ed25519Tests {
    /// RFC 8032 §7.1, tests 1 to 3.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ])
    func matchesRFC8032(seed: String, publicKey: String, message: String, signature: String) throws {
        let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: [UInt8](hex: seed)))
        #expect(evaluated(key.publicKey.bytes.hex) == publicKey)
        #expect(evaluated(key.exportedSeed().revealed().hex) == seed)
        #expect(evaluated(key.sign([UInt8](hex: message)).hex) == signature)
        let known = try Ed25519.PublicKey(bytes: [UInt8](hex: publicKey))
        #expect(evaluated(known.verify([UInt8](hex: signature), of: [UInt8](hex: message))))
    }

    @Test func refusesEveryAlteredByte() {
        let key = Ed25519.PrivateKey()
        let message = [UInt8]("a statement".utf8)
        let signature = key.sign(message)
        #expect(evaluated(key.publicKey.verify(signature, of: message)))
        for position in signature.indices {
            var altered = signature
            altered[position] ^= 0x10
            #expect(!evaluated(key.publicKey.verify(altered, of: message)))
            #expect(!evaluated(key.publicKey.verify(Array(signature[..<position]), of: message)))
        }
        for position in message.indices {
            var altered = message
            altered[position] ^= 1
            #expect(!evaluated(key.publicKey.verify(signature, of: altered)))
        }
        #expect(!evaluated(key.publicKey.verify(signature + [0], of: message)))
        #expect(!evaluated(Ed25519.PrivateKey().publicKey.verify(signature, of: message)))
    }

    /// S + L gives the same point: RFC 8032 §5.1.7 demands S < L, so that a signature has one form.
    @Test func refusesAScalarBeyondTheOrder() {
        let key = Ed25519.PrivateKey()
        var signature = key.sign([1])
        let order = [UInt8](hex: "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var carry = 0
        for position in 0..<32 {
            let sum = Int(signature[32 + position]) + Int(order[position]) + carry
            signature[32 + position] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        #expect(!evaluated(key.publicKey.verify(signature, of: [1])))
    }

    @Test func refusesKeysOfSmallOrderAndSecondEncodings() {
        let smallOrder = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        ]
        // y = p, p + 1, …, 2^255 − 1 are second encodings of 0 … 18.
        let beyond = [
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ]
        for text in smallOrder + beyond {
            #expect(throws: InvalidPublicKey.self) { try Ed25519.PublicKey(bytes: [UInt8](hex: text)) }
        }
        #expect(throws: InvalidPublicKey.self) { try Ed25519.PublicKey(bytes: [UInt8](repeating: 9, count: 31)) }
        #expect(throws: InvalidPublicKey.self) { try Ed25519.PublicKey(bytes: [UInt8](repeating: 9, count: 33)) }
    }

    @Test func seedsHaveThirtyTwoBytes() {
        #expect(throws: InvalidPrivateKey.self) { _ = try Ed25519.PrivateKey(seed: SecretBytes(randomCount: 31)) }
        #expect(throws: InvalidPrivateKey.self) { _ = try X25519.PrivateKey(scalar: SecretBytes(randomCount: 33)) }
    }
}

@Suite struct X25519Tests {
    /// RFC 7748 §6.1.
    @Test func agreesAsInRFC7748() throws {
        let alice = try X25519.PrivateKey(
            scalar: SecretBytes(copying: [UInt8](hex: "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")))
        let bob = try X25519.PrivateKey(
            scalar: SecretBytes(copying: [UInt8](hex: "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")))
        #expect(alice.publicKey.bytes.hex == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        #expect(bob.publicKey.bytes.hex == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        let shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        #expect(try evaluated(alice.sharedSecret(with: bob.publicKey).revealed().hex) == shared)
        #expect(try evaluated(bob.sharedSecret(with: alice.publicKey).revealed().hex) == shared)
    }

    /// RFC 7748 §5.2: k, u = X25519(k, u), k, a thousand times from the base point.
    @Test func iteratesAsInRFC7748() throws {
        var k = [UInt8](hex: "0900000000000000000000000000000000000000000000000000000000000000")
        var u = k
        for round in 1...1000 {
            let key = try X25519.PrivateKey(scalar: SecretBytes(copying: k))
            let result = try key.sharedSecret(with: X25519.PublicKey(bytes: u)).revealed()
            (k, u) = (result, k)
            if round == 1 { #expect(k.hex == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079") }
        }
        #expect(k.hex == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
    }

    /// The u coordinates of small order: 0, 1, the two of order 8, p − 1, p and p + 1.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
    func refusesPointsOfSmallOrder(u: String) throws {
        let point = try X25519.PublicKey(bytes: [UInt8](hex: u))
        #expect(throws: InvalidPublicKey.self) { _ = try X25519.PrivateKey().sharedSecret(with: point) }
        #expect(throws: InvalidPublicKey.self) {
            _ = try HPKE.seal(SecretBytes(copying: [1]), to: point, info: [], authenticating: [])
        }
        #expect(throws: AuthenticationFailure.self) {
            _ = try HPKE.open(
                HPKE.Sealed(encapsulatedKey: point.bytes, ciphertext: [UInt8](repeating: 0, count: 20)),
                by: X25519.PrivateKey(), info: [], authenticating: [])
        }
    }

    @Test func publicKeysHaveThirtyTwoBytes() {
        #expect(throws: InvalidPublicKey.self) { try X25519.PublicKey(bytes: [UInt8](repeating: 9, count: 31)) }
    }
}
