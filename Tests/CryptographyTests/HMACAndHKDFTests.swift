import Cryptography
import TestSupport
import Testing

@Suite struct HMACAndHKDFTests {
    /// RFC 4231 §4.2, §4.3 and §4.7 (a key longer than a block).
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
        ),
    ])
    func codesMatchRFC4231(key: [UInt8], message: String, code256: String, code512: String) {
        let message = Array(message.utf8)
        let secretKey = SecretBytes(copying: key)
        #expect(evaluated(HMAC.sha256(key: key, message).hex) == code256)
        #expect(evaluated(HMAC.sha512(key: key, message).hex) == code512)
        #expect(evaluated(HMAC.sha256(key: secretKey, Array(message[..<3]), [], Array(message[3...])).hex) == code256)
        #expect(evaluated(HMAC.sha512(key: secretKey, message).hex) == code512)
        #expect(evaluated(HMAC.sha256Secret(key: secretKey, message).revealed().hex) == code256)
        #expect(evaluated(HMAC.sha512Secret(key: secretKey, message).revealed().hex) == code512)
    }

    @Test func emptyKeyAndMessageAreAllowed() {
        #expect(HMAC.sha256(key: [UInt8]()).hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
        #expect(
            HMAC.sha256(key: SecretBytes(copying: [UInt8]()), []).hex
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    /// RFC 5869 A.1 to A.3.
    @Test(
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 22), Array(0x00...0x0c), Array(0xf0...0xf9), 42,
                "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                Array(0x00...0x4f), Array(0x60...0xaf), Array(0xb0...0xff), 82,
                "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
            (
                [UInt8](repeating: 0x0b, count: 22), [], [], 42,
                "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ] as [([UInt8], [UInt8], [UInt8], Int, String, String)])
    func derivationsMatchRFC5869(secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int, key: String, output: String) {
        let secret = SecretBytes(copying: secret)
        #expect(evaluated(HKDF.extractSHA256(secret: secret, salt: salt).revealed().hex) == key)
        #expect(evaluated(HKDF.sha256(secret: secret, salt: salt, info: info, count: count).revealed().hex) == output)
    }

    /// RFC 5869's A.1 and A.2 inputs with SHA-512, computed with another implementation of HMAC.
    @Test func derivationsWithSHA512MatchAnotherImplementation() {
        let first = HKDF.sha512(
            secret: SecretBytes(copying: [UInt8](repeating: 0x0b, count: 22)), salt: Array(0x00...0x0c),
            info: Array(0xf0...0xf9), count: 42)
        #expect(evaluated(first.revealed().hex) == "832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7cb")
        let second = HKDF.sha512(
            secret: SecretBytes(copying: Array(0x00...0x4f)), salt: Array(0x60...0xaf), info: Array(0xb0...0xff), count: 200)
        #expect(
            second.revealed().hex
                == "ce6c97192805b346e6161e821ed165673b84f400a2b514b2fe23d84cd189ddf1b695b48cbd1c8388441137b3ce28f16aa64ba33ba466b24df6cfcb021ecff235f6a2056ce3af1de44d572097a8505d9e7a9354e5796284151c2dd39c39b3cd3d8e50fcc3"
                + "83ebdec37476e03b721ef5efef873c281f018b8ca42e1245b2271f871ba6585ee6b7c47ddf0e1e64685e87eab3e2b4df55874cc74d058879d2f2233272d5e3ee660dcad82cb9c7018fb089287c0538612abe485010009d505e5062c6e60beef755288e89"
        )
    }

    @Test func expandsToTheLastBlockAndUnderLongInfo() {
        let key = SecretBytes(copying: [UInt8](repeating: 7, count: 64))
        let longest = HKDF.expandSHA512(pseudorandomKey: key, info: [], count: 255 * 64).revealed()
        #expect(longest.count == 255 * 64)
        #expect(evaluated(HKDF.expandSHA512(pseudorandomKey: key, info: [], count: 100).revealed()) == Array(longest[..<100]))
        #expect(HKDF.expandSHA512(pseudorandomKey: key, info: [], count: 0).count == 0)
        let info = [UInt8](repeating: 1, count: 100_000)
        #expect(
            evaluated(HKDF.expandSHA256(pseudorandomKey: key, info: info, count: 32).revealed().hex)
                == "c535394cb4da1d7bf7de612d32d5104be55dfe76ee9e1ad2f8418d16ede3f192")
    }
}
