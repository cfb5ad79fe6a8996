public import HTTPTransport
import JSON

/// Why a server's answer is not what was asked for.
public enum RemoteError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A server of MedSeal's, as the user knows it.
    public enum Server: String, Equatable, Sendable {
        case authority, store
    }

    /// The server answered that it did not do it.
    case refused(Refusal)
    /// The answer is none that such a server gives.
    case notUnderstood(Server)
    /// The store did not say which state of the record it speaks of.
    case noEntityTag
    /// The store gave all of a record where a part was asked for.
    case wholeForPart

    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .notUnderstood(let server): "the \(server.rawValue)'s answer is not understood"
        case .noEntityTag: "the store did not say which state of the record this is"
        case .wholeForPart: "the store gave all of a record where a part was asked for"
        }
    }
}

/// A server's refusal: a problem document (RFC 9457), or whatever came in its place.
public struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
    public let server: RemoteError.Server
    /// HTTP's status code.
    public let status: Int
    /// The stable code of the problem document; `nil` if there was none.
    public let code: String?
    /// The server's words, fit for a terminal; a server may have written anything there.
    public let title, detail, remedy: String?

    /// - Parameter response: one without success.
    public init(_ response: ClientResponse, of server: RemoteError.Server) {
        let document = try? JSONReader.value(of: response.body)
        func text(_ name: String) -> String? { document?[name]?.string.map(Self.printable) }
        self.server = server
        status = response.status
        code = text("code")
        title = text("title")
        detail = text("detail")
        remedy = text("remedy")
    }

    /// Whether the server itself says that it did nothing: a refusal of what was asked, with a reason. What answers with a
    /// server's error, or in another form, may be a machine in between, and then nobody knows what the server did. Nor is it a
    /// refusal that the server had the same request before: something sent it twice, and this answers the second.
    public var isDefinite: Bool {
        // 507 is the store's own word for a full disk or quota: what it could not write it has rolled back.
        ((400..<500).contains(status) && status != 408 || status == 507) && (code ?? title) != nil && code != "signature-replayed"
    }

    /// Whether what was asked for was there once and was deleted.
    public var isGone: Bool { status == 410 }

    /// Whether there is nothing of this name, be it that there never was, be it that it was deleted.
    public var isNotFound: Bool { status == 404 || status == 410 }

    /// Whether somebody else was faster.
    public var isConflict: Bool { (status == 409 || status == 412) && !Self.epochCodes.contains(code) }

    /// Refusals with HTTP's status of a conflict where nobody else wrote: the user's own keys are not the present ones.
    private static let epochCodes: Set<String?> = ["old-epoch", "future-epoch"]

    /// Whether the server takes nothing from this user any more.
    public var isOfCertificate: Bool { ["revoked", "expired", "certificate-expired", "certificate-revoked"].contains(code) }

    public var description: String {
        "the \(server.rawValue): \(title ?? "HTTP status \(status)")" + (detail.map { ": " + $0 } ?? "")
    }

    /// Text from a server, fit for a terminal: no control characters, not endless.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(400)))
    }
}
