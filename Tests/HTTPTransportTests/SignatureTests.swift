import Clocks
import Framing
import HTTPTransport
import Cryptography
import Synchronization
import TestSupport
import Testing

@Suite struct SignatureTests {
    /// RFC 9421 §B.2.6, with the key of §B.1.4.
    @Test func theExampleOfRFC9421VerifiesAndIsReproduced() throws {
        let parameters = SignatureParameters(
            components: ["date", "@method", "@path", "@authority", "content-type", "content-length"],
            parameters: [.init(name: "created", value: .integer(1_618_884_473)), .init(name: "keyid", value: .string("test-key-ed25519"))])
        #expect(
            parameters.text
                == #"("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#)
        let base = SignatureBase.bytes(
            ["Tue, 20 Apr 2021 02:07:55 GMT", "POST", "/foo", "example.com", "application/json", "18"], parameters)
        let signature = try #require(
            Base64.decode("wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="))
        // The last 32 bytes of the SubjectPublicKeyInfo and of the PrivateKeyInfo.
        let publicKey = try #require(Base64.decode("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="))
        let privateKey = try #require(Base64.decode("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"))
        #expect(try Ed25519.PublicKey(bytes: Array(publicKey.suffix(32))).verify(signature, of: base))
        let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: privateKey.suffix(32)))
        let again = key.sign(base)
        #expect(again == signature)
    }

    /// The field of the same example gives the same parameters back.
    @Test func theFieldOfTheExampleIsParsed() throws {
        let field = #"sig-b26=("date" "@method");created=1618884473;keyid="test-key-ed25519""#
        let member = try #require(try StructuredFieldParser.dictionary(field).first)
        #expect(member.key == "sig-b26" && member.value == .innerList([.string("date"), .string("@method")]))
        #expect(SignatureParameters(components: ["date", "@method"], parameters: member.parameters).text == String(field.dropFirst(8)))
    }

    // A key and two times that every case below shares.
    static let seed = [UInt8](repeating: 7, count: 32)
    static let now: Int64 = 1_800_000_000
    static let certificate: [UInt8] = Array(1...40)

    static func signer(at time: Int64 = now, keyID: String = "user-1") -> RequestSigner {
        RequestSigner(keyID: keyID, certificate: certificate, clock: { time }) { message in
            try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).sign(message)
        }
    }

    static func publicKey() throws -> Ed25519.PublicKey {
        try Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).publicKey
    }

    /// A signed PUT with everything that can be covered.
    static func signedPut(
        at time: Int64 = now, _ change: (inout ClientRequest) -> Void = { _ in }
    ) throws -> ClientRequest {
        var request = ClientRequest(
            .put, try HTTPURL("http://store.example/v1/records/ab?part=1"), headers: HeaderFields([("if-match", "\"e\"")]),
            body: .bytes([1, 2, 3]))
        change(&request)
        try signer(at: time).sign(&request)
        return request
    }

    /// The request as the server would see it.
    static func received(_ request: ClientRequest, contentLength: UInt64 = 3) throws -> Request {
        let target = request.url.path + (request.url.query.map { "?" + $0 } ?? "")
        return Request(
            method: request.method, target: try RequestTarget(Array(target.utf8)), authority: request.url.authority, headers: request.headers,
            contentLength: contentLength, clientAddress: "-", requestID: "-")
    }

    /// A verifier that started long before.
    static func verifier(_ cache: ReplayCache = ReplayCache(), at time: Int64 = now, started: Int64 = now - 10_000) -> SignatureVerifier {
        let first = Mutex(true)
        return SignatureVerifier(cache: cache) {
            first.withLock { isFirst in
                defer { isFirst = false }
                return isFirst ? started : time
            }
        }
    }

    static func verify(_ request: ClientRequest, _ verifier: SignatureVerifier = verifier(), contentLength: UInt64 = 3) throws
        -> VerifiedSignature
    {
        try verifier.verify(received(request, contentLength: contentLength)) { keyID, certificate in
            #expect(keyID == "user-1" && certificate == Self.certificate)
            return try publicKey()
        }
    }

    @Test func aSignedRequestVerifies() throws {
        let verified = try Self.verify(Self.signedPut())
        #expect(verified.keyID == "user-1" && verified.contentDigest == SHA256.hash([1, 2, 3]))
        var get = ClientRequest(.get, try HTTPURL("https://Store.example:443/v1/records"))
        try Self.signer().sign(&get)
        #expect(try Self.verify(get, contentLength: 0).contentDigest == nil)
    }

    static let tampering: [(String, SignatureError, @Sendable (inout ClientRequest) throws -> Void)] = [
        ("method", .invalid, { $0.method = .post }),
        ("authority", .invalid, { $0.url = try HTTPURL("http://other.example/v1/records/ab?part=1") }),
        ("path", .invalid, { $0.url = try HTTPURL("http://store.example/v1/records/ac?part=1") }),
        ("query", .invalid, { $0.url = try HTTPURL("http://store.example/v1/records/ab?part=2") }),
        ("query removed", .components, { $0.url = try HTTPURL("http://store.example/v1/records/ab") }),
        ("digest", .invalid, { $0.headers.set("content-digest", ContentDigest.field(of: [9])) }),
        ("digest removed", .digestMissing, { $0.headers = without("content-digest", $0.headers) }),
        ("digest of another algorithm", .digestMissing, { $0.headers.set("content-digest", "sha-512=:AQI=:") }),
        ("if-match", .invalid, { $0.headers.set("if-match", "\"f\"") }),
        ("if-match removed", .components, { $0.headers = without("if-match", $0.headers) }),
        ("if-none-match added", .components, { $0.headers.set("if-none-match", "*") }),
        ("certificate of the same length", .invalid, { $0.headers.set("medseal-certificate", Base64.encode(Array(2...41), .urlSafe)) }),
        ("certificate removed", .missing, { $0.headers = without("medseal-certificate", $0.headers) }),
        ("certificate that is no Base64", .malformed, { $0.headers.set("medseal-certificate", "a+b=") }),
        ("signature removed", .missing, { $0.headers = without("signature", $0.headers) }),
        ("signature-input removed", .missing, { $0.headers = without("signature-input", $0.headers) }),
        ("signature twice", .missing, { $0.headers.append("signature", $0.headers["signature"] ?? "") }),
        ("signature-input twice", .missing, { $0.headers.append("signature-input", $0.headers["signature-input"] ?? "") }),
        ("a second signature", .malformed, { $0.headers.set("signature", ($0.headers["signature"] ?? "") + ", x=:AQI=:") }),
        ("another label", .malformed, { $0.headers.set("signature", "x" + ($0.headers["signature"] ?? "")) }),
        ("a bit of the signature", .invalid, { $0.headers.set("signature", "sig=:" + Base64.encode([UInt8](repeating: 5, count: 64)) + ":") }),
        ("a short signature", .invalid, { $0.headers.set("signature", "sig=:AQI=:") }),
        ("created", .invalid, { replace(&$0, "created=1800000000", "created=1800000001") }),
        ("expires", .invalid, { replace(&$0, "expires=1800000300", "expires=1800000301") }),
        ("keyid", .invalid, { replace(&$0, "keyid=\"user-1\"", "keyid=\"user-2\"") }),
        ("alg", .malformed, { replace(&$0, "alg=\"ed25519\"", "alg=\"hmac-sha256\"") }),
        ("tag", .malformed, { replace(&$0, "tag=\"medseal-store\"", "tag=\"other\"") }),
        ("nonce removed", .malformed, { removeNonce(&$0) }),
        ("a parameter added", .malformed, { $0.headers.set("signature-input", ($0.headers["signature-input"] ?? "") + ";x") }),
        ("a component removed", .components, { replace(&$0, "\"@method\" ", "") }),
        ("a component twice", .components, { replace(&$0, "\"@method\"", "\"@path\"") }),
        ("a component added", .components, { replace(&$0, "(\"@method\"", "(\"date\" \"@method\"") }),
        ("components in another order", .invalid, { replace(&$0, "\"@method\" \"@authority\"", "\"@authority\" \"@method\"") }),
    ]

    static func without(_ name: String, _ headers: HeaderFields) -> HeaderFields {
        HeaderFields(headers.fields.filter { $0.name != name }.map { ($0.name, $0.value) })
    }

    static func replace(_ request: inout ClientRequest, _ old: String, _ new: String) {
        let field = request.headers["signature-input"] ?? ""
        #expect(field.contains(old))
        let parts = field.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        request.headers.set("signature-input", parts.joined(separator: new))
    }

    static func removeNonce(_ request: inout ClientRequest) {
        let parts = (request.headers["signature-input"] ?? "").split(separator: ";").filter { !$0.hasPrefix("nonce") }
        request.headers.set("signature-input", parts.joined(separator: ";"))
    }

    @Test(arguments: tampering.indices) func everyChangeIsNoticed(index: Int) throws {
        let (name, expected, change) = Self.tampering[index]
        var request = try Self.signedPut()
        try change(&request)
        // Another key identifier is refused by the resolver in earnest; here the signature must fail by itself.
        #expect(throws: expected, "\(name)") {
            try Self.verifier().verify(Self.received(request)) { _, _ in try Self.publicKey() }
        }
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)]) func theWindowIsFiveMinutesEachWay(
        age: Int64, accepted: Bool
    ) throws {
        let request = try Self.signedPut(at: Self.now - age)
        if accepted {
            _ = try Self.verify(request)
        } else {
            #expect(throws: SignatureError.time) { try Self.verify(request) }
        }
    }

    @Test func aSignatureMayNotLiveLongerThanTenMinutesOrExpireBeforeItBegins() throws {
        for expires in ["1800000601", "1800000000", "1799999000"] {
            var request = try Self.signedPut()
            Self.replace(&request, "expires=1800000300", "expires=\(expires)")
            #expect(throws: SignatureError.time) { try Self.verify(request) }
        }
    }

    @Test func aNonceServesOnceAndIsForgottenOnlyWhenItsSignatureIsOld() throws {
        let cache = ReplayCache()
        let request = try Self.signedPut()
        _ = try Self.verify(request, Self.verifier(cache))
        #expect(throws: SignatureError.replayed) { try Self.verify(request, Self.verifier(cache)) }
        // Pruned many times since, to the last second of the signature's life.
        for time in [Self.now + 100, Self.now + 200, Self.now + 300] {
            #expect(throws: SignatureError.replayed) { try Self.verify(request, Self.verifier(cache, at: time)) }
        }
        #expect(throws: SignatureError.time) { try Self.verify(request, Self.verifier(cache, at: Self.now + 301)) }
        _ = try Self.verify(Self.signedPut(), Self.verifier(cache))
    }

    @Test func aSignatureThatFailsUsesNoNonce() throws {
        let cache = ReplayCache()
        let request = try Self.signedPut()
        var tampered = request
        tampered.method = .post
        #expect(throws: SignatureError.invalid) { try Self.verify(tampered, Self.verifier(cache)) }
        _ = try Self.verify(request, Self.verifier(cache))
    }

    @Test func aFullCacheRefusesInsteadOfForgetting() throws {
        let cache = ReplayCache(capacity: 2)
        for _ in 0..<2 { _ = try Self.verify(Self.signedPut(), Self.verifier(cache)) }
        #expect(throws: SignatureError.busy) { try Self.verify(Self.signedPut(), Self.verifier(cache)) }
        let later = Self.now + 400
        _ = try Self.verify(Self.signedPut(at: later), Self.verifier(cache, at: later))
    }

    @Test func aSignatureFromBeforeTheServersStartIsRefused() throws {
        let request = try Self.signedPut(at: Self.now - 10)
        #expect(throws: SignatureError.beforeStart) { try Self.verify(request, Self.verifier(started: Self.now - 9)) }
        _ = try Self.verify(request, Self.verifier(started: Self.now - 10))
    }

    @Test func theResolversRefusalIsThrown() throws {
        struct Revoked: Error {}
        #expect(throws: Revoked.self) {
            try Self.verifier().verify(Self.received(Self.signedPut())) { _, _ in throw Revoked() }
        }
    }

    @Test func signaturesPassARealServer() throws {
        let verifier = SignatureVerifier()
        let server = try TestServer([
            Route(
                .put, "/v1/{name}",
                .collecting(bodyLimit: 100) { request in
                    do {
                        let verified = try verifier.verify(request) { _, _ in try Self.publicKey() }
                        guard verified.contentDigest == SHA256.hash(request.body) else { throw SignatureError.digest }
                        return .text(verified.keyID)
                    } catch let error as SignatureError {
                        throw error.problem
                    }
                })
        ])
        var request = ClientRequest(.put, try server.url("/v1/a%20b?x=%C3%A9"), headers: HeaderFields([("if-none-match", "*")]), body: .bytes([1]))
        try Self.signer(at: Int64(Clock.now)).sign(&request)
        #expect(try HTTPClient().send(request, responseLimit: 1000).text == "user-1")
        let replay = try HTTPClient().send(request, responseLimit: 1000)
        #expect(replay.status == 401 && replay.text.contains("signature-replayed"))
        try Self.signer(at: Int64(Clock.now)).sign(&request)
        request.body = .bytes([2])
        let swapped = try HTTPClient().send(request, responseLimit: 1000)
        #expect(swapped.status == 400 && swapped.text.contains("digest-mismatch"))
    }
}
