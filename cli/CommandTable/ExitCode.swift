import Workstation

/// The published exit codes; a number is never given another meaning.
enum ExitCode: Int32, CaseIterable {
    case ok = 0
    /// Any failure that has no code of its own.
    case general = 1
    /// The command line was wrong.
    case usage = 2
    /// Some of several things were done.
    case partial = 3
    /// A file, record, request or user that does not exist.
    case notFound = 10
    /// Something else was changed meanwhile, or exists already.
    case conflict = 11
    case wrongPassphrase = 12
    /// None of the keys at hand satisfies the policy.
    case policyNotSatisfied = 13
    /// Bytes that were altered, cut off or forged.
    case integrity = 14
    /// A revoked user, an expired certificate or key.
    case revokedOrExpired = 15
    /// The authority or the store could not be reached, or answered with an error.
    case remote = 20
    case interrupted = 130

    init(_ kind: UserFailure.Kind) {
        self =
            switch kind {
            case .general: .general
            case .usage: .usage
            case .partial: .partial
            case .notFound: .notFound
            case .conflict: .conflict
            case .wrongPassphrase: .wrongPassphrase
            case .policyNotSatisfied: .policyNotSatisfied
            case .integrity: .integrity
            case .revokedOrExpired: .revokedOrExpired
            case .remote: .remote
            case .interrupted: .interrupted
            }
    }

    /// One line for the manual.
    var meaning: String {
        switch self {
        case .ok: "success"
        case .general: "failure"
        case .usage: "wrong usage"
        case .partial: "partly done"
        case .notFound: "not found"
        case .conflict: "conflict"
        case .wrongPassphrase: "wrong passphrase"
        case .policyNotSatisfied: "policy not satisfied"
        case .integrity: "integrity failure"
        case .revokedOrExpired: "revoked or expired"
        case .remote: "remote error"
        case .interrupted: "interrupted"
        }
    }
}
