public import Clocks
import Framing

/// Signs requests as ``SignatureVerifier`` demands.
public struct RequestSigner: Sendable {
    private let keyID: String
    private let certificate: [UInt8]
    private let sign: @Sendable ([UInt8]) throws -> [UInt8]
    private let clock: @Sendable () -> Int64

    /// - Parameters:
    ///   - keyID: identifier of the signer's key, as the certificate names it; visible ASCII.
    ///   - certificate: the signer's certificate, encoded.
    ///   - clock: seconds since 1970.
    ///   - sign: makes the 64-byte Ed25519 signature of a message.
    public init(
        keyID: String, certificate: [UInt8], clock: @escaping @Sendable () -> Int64 = { Int64(clamping: Clock.now) },
        sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.keyID = keyID
        self.certificate = certificate
        self.clock = clock
        self.sign = sign
    }

    /// Adds the certificate, the digest and the signature. The fields `If-Match` and `If-None-Match` must be there already.
    ///
    /// - Parameter digest: SHA-256 of the body, 32 bytes, for a body that comes from a producer; a body of bytes is hashed
    ///   here.
    public func sign(_ request: inout ClientRequest, digest: [UInt8]? = nil) throws {
        request.headers.set(SignedComponents.certificateField, Base64.encode(certificate, .urlSafe))
        switch request.body {
        case .none:
            // These methods always have a body here, if an empty one.
            if [.put, .post, .patch].contains(request.method) { request.headers.set("content-digest", ContentDigest.field(of: [])) }
        case .bytes(let bytes): request.headers.set("content-digest", ContentDigest.field(of: bytes))
        case .producer:
            guard let digest else { throw SignatureError.digestMissing }
            request.headers.set("content-digest", ContentDigest.field(sha256: digest))
        }
        let components = SignedComponents.list(
            method: request.method.rawValue, authority: request.url.authority, path: request.url.path, query: request.url.query,
            headers: request.headers)
        let now = clock()
        var random = SystemRandomNumberGenerator()
        let nonce = Base64.encode((0..<18).map { _ in UInt8.random(in: .min ... .max, using: &random) }, .urlSafe)
        let parameters = SignatureParameters(
            components: components.map(\.name),
            parameters: [
                .init(name: "created", value: .integer(now)), .init(name: "expires", value: .integer(now + 300)),
                .init(name: "nonce", value: .string(nonce)), .init(name: "keyid", value: .string(keyID)),
                .init(name: "alg", value: .string(SignedComponents.algorithm)), .init(name: "tag", value: .string(SignedComponents.tag)),
            ])
        let signature = try sign(SignatureBase.bytes(components.map(\.value), parameters))
        request.headers.set("signature-input", "sig=" + parameters.text)
        request.headers.set("signature", "sig=:\(Base64.encode(signature)):")
    }
}
