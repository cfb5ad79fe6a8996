/// Why a request's signature is refused.
public enum SignatureError: Error, Equatable, Sendable, CaseIterable, CustomStringConvertible {
    /// `Signature`, `Signature-Input` or `Medseal-Certificate` is missing.
    case missing
    /// A field is no structured field, or not one signature over MedSeal's parameters.
    case malformed
    /// The covered components are not those that the request must have signed.
    case components
    /// A request with a body has no `Content-Digest` with SHA-256.
    case digestMissing
    /// Made too long ago, in the future, expired, or valid for longer than is allowed.
    case time
    /// Made before this server started, so that its nonce cannot be known.
    case beforeStart
    /// The nonce was used before.
    case replayed
    /// The replay cache has no room: too many requests.
    case busy
    /// The signature does not verify under the key that `keyid` names.
    case invalid
    /// The body's digest is not the one that was signed.
    case digest

    /// Stable code for problem documents.
    public var code: String {
        switch self {
        case .missing: "signature-missing"
        case .malformed: "signature-malformed"
        case .components: "signature-components"
        case .digestMissing: "digest-missing"
        case .time: "signature-time"
        case .beforeStart: "signature-before-start"
        case .replayed: "signature-replayed"
        case .busy: "replay-cache-full"
        case .invalid: "signature-invalid"
        case .digest: "digest-mismatch"
        }
    }

    public var description: String {
        switch self {
        case .missing: "the request is not signed"
        case .malformed: "the signature's fields are malformed"
        case .components: "the signature does not cover exactly the parts of the request that it must"
        case .digestMissing: "the body has no SHA-256 digest"
        case .time: "the signature is too old, not yet valid, expired, or valid for too long"
        case .beforeStart: "the signature is older than this server's run"
        case .replayed: "the request has been received before"
        case .busy: "too many signed requests at the moment"
        case .invalid: "the signature is not valid"
        case .digest: "the body is not the one that was signed"
        }
    }

    /// What the client can do about it.
    public var remedy: String {
        switch self {
        case .time: "Check this computer's clock, then send the request anew."
        case .beforeStart, .replayed, .digest: "Sign and send the request anew."
        case .busy: "Wait a few seconds, then send the request anew."
        default: "Sign the request as the interface's documentation says."
        }
    }

    /// The refusal as a problem document.
    public var problem: Problem {
        let status =
            switch self {
            case .busy: 503
            case .digest, .digestMissing: 400
            default: 401
            }
        var headers = HeaderFields()
        if self == .busy { headers.set("retry-after", "5") }
        return Problem(
            status: status, code: code, title: "The request's signature was refused", detail: description, remedy: remedy, headers: headers)
    }
}
