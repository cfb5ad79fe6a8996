public import Clocks
import Framing
public import Cryptography

/// What a verified signature says.
public struct VerifiedSignature: Sendable, Equatable {
    /// The `keyid` parameter: the identifier of the key that verified.
    public let keyID: String
    /// The SHA-256 digest that the body must have, 32 bytes; `nil` if the request has no body. Whoever takes the body must
    /// compare before acting on it.
    public let contentDigest: [UInt8]?
}

/// Verifies that a request was signed (RFC 9421) with Ed25519, over everything that matters, shortly ago, and only once.
public struct SignatureVerifier: Sendable {
    /// The farthest that `created` may lie from this clock, in seconds.
    public static let tolerance: Int64 = 300
    /// The longest time from `created` to `expires`, in seconds.
    public static let lifetimeLimit: Int64 = 600

    private let cache: ReplayCache
    private let clock: @Sendable () -> Int64
    private let started: Int64

    /// - Parameter clock: seconds since 1970.
    public init(cache: ReplayCache = ReplayCache(), clock: @escaping @Sendable () -> Int64 = { Int64(clamping: Clock.now) }) {
        self.cache = cache
        self.clock = clock
        started = clock()
    }

    /// Verifies `request`, whose body need not have been received yet.
    ///
    /// - Parameter key: gives the public key for a key identifier and the certificate field's bytes, or throws what the
    ///   caller wants to be thrown: unknown, expired, revoked. It is asked before the signature is checked, and must not
    ///   rest on anything else in the request.
    public func verify(
        _ request: Request, key: (_ keyID: String, _ certificate: [UInt8]) throws -> Ed25519.PublicKey
    ) throws -> VerifiedSignature {
        let headers = request.headers
        guard let inputField = headers["signature-input"], let signatureField = headers["signature"],
            let certificateField = headers[SignedComponents.certificateField]
        else { throw SignatureError.missing }
        guard let certificate = Base64.decode(certificateField, .urlSafe) else { throw SignatureError.malformed }
        let (parameters, signature) = try Self.parse(inputField, signatureField)
        let keyID = try checkParameters(parameters)

        let hasBody = request.contentLength > 0 || [.put, .post, .patch].contains(request.method)
        let digest = headers["content-digest"].flatMap(ContentDigest.sha256)
        if hasBody || headers.count("content-digest") > 0, digest == nil { throw SignatureError.digestMissing }

        let required = SignedComponents.list(
            method: request.method.rawValue, authority: request.authority, path: request.target.rawPath, query: request.target.rawQuery,
            headers: headers)
        guard parameters.components.count == required.count, Set(parameters.components) == Set(required.map(\.name)) else {
            throw SignatureError.components
        }
        let values = parameters.components.compactMap { name in required.first { $0.name == name }?.value }
        guard try key(keyID, certificate).verify(signature, of: SignatureBase.bytes(values, parameters)) else {
            throw SignatureError.invalid
        }
        try useNonce(parameters, keyID)
        return VerifiedSignature(keyID: keyID, contentDigest: digest)
    }

    private static func parse(_ input: String, _ signature: String) throws(SignatureError) -> (SignatureParameters, [UInt8]) {
        guard let inputs = try? StructuredFieldParser.dictionary(input), let signatures = try? StructuredFieldParser.dictionary(signature),
            inputs.count == 1, signatures.count == 1, inputs[0].key == signatures[0].key, signatures[0].parameters.isEmpty,
            case .innerList(let items) = inputs[0].value, case .item(.bytes(let bytes)) = signatures[0].value
        else { throw .malformed }
        var components: [String] = []
        for item in items {
            guard case .string(let name) = item else { throw .malformed }
            components.append(name)
        }
        return (SignatureParameters(components: components, parameters: inputs[0].parameters), bytes)
    }

    /// The parameters are exactly MedSeal's, and the time is right; the key's identifier.
    private func checkParameters(_ parameters: SignatureParameters) throws(SignatureError) -> String {
        guard parameters.parameters.count == 6, parameters.string("alg") == SignedComponents.algorithm,
            parameters.string("tag") == SignedComponents.tag, let created = parameters.integer("created"),
            let expires = parameters.integer("expires"), let keyID = parameters.string("keyid"), let nonce = parameters.string("nonce"),
            (16...64).contains(nonce.utf8.count), !keyID.isEmpty
        else { throw .malformed }
        let now = clock()
        guard abs(now - created) <= Self.tolerance, expires > created, expires - created <= Self.lifetimeLimit, now <= expires else {
            throw .time
        }
        guard created >= started else { throw .beforeStart }
        return keyID
    }

    private func useNonce(_ parameters: SignatureParameters, _ keyID: String) throws(SignatureError) {
        guard let nonce = parameters.string("nonce"), let created = parameters.integer("created"), let expires = parameters.integer("expires")
        else { throw .malformed }
        // After this second the signature is refused for its age.
        let last = min(expires, created + Self.tolerance)
        switch cache.use(nonce, of: keyID, until: last, now: clock()) {
        case .fresh: return
        case .used: throw .replayed
        case .full: throw .busy
        }
    }
}
