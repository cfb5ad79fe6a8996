import HTTPTransport
import Identity
import RecordStore
import Cryptography

/// Who made a request, as far as the store believes it.
struct Caller {
    let certificate: Certificate
    /// SHA-256 that the body must have; `nil` for a request without one.
    let contentDigest: [UInt8]?
    let authority: AuthorityState

    var userID: UserID { certificate.userID }
}

/// Believes a request's signature if the key behind it is certified by the pinned authority, for now, and not revoked.
struct Authentication: Sendable {
    let watch: AuthorityWatch
    let verifier: SignatureVerifier
    let now: @Sendable () -> UInt64

    func caller(of request: Request) throws -> Caller {
        let authority = try watch.current()
        var certificate: Certificate?
        let verified: VerifiedSignature
        do {
            verified = try verifier.verify(request) { keyID, bytes in
                let claimed: Certificate
                do throws(CallerRefusal) { claimed = try authority.certificate(bytes, at: now()) } catch { throw ProblemCatalogue.refusal(error) }
                guard keyID == "\(claimed.userID)" else { throw SignatureError.invalid }
                certificate = claimed
                return claimed.signingKey
            }
        } catch let error as SignatureError {
            throw error.problem
        }
        guard let certificate else { throw SignatureError.invalid.problem }
        request.notes.principal = "\(certificate.userID)"
        return Caller(certificate: certificate, contentDigest: verified.contentDigest, authority: authority)
    }
}
