import FoundationEssentials
public import HTTPTransport

/// What a server's refusal means to the user.
public enum RemoteFailure {
    private struct Document: Decodable {
        let title: String?
        let detail: String?
        let remedy: String?
        let code: String?
    }

    /// The failure that a problem document (RFC 9457) tells of.
    public static func failure(_ response: ClientResponse, of server: String) -> UserFailure {
        let document = try? JSONDecoder().decode(Document.self, from: Data(response.body))
        let kind: UserFailure.Kind =
            switch (response.status, document?.code) {
            case (_, "revoked"), (_, "expired"), (_, "certificate-expired"), (_, "certificate-revoked"): .revokedOrExpired
            case (404, _), (410, _): .notFound
            case (409, _), (412, _): .conflict
            default: .remote
            }
        let title = document?.title.map(printable) ?? "HTTP status \(response.status)"
        let detail = document?.detail.map { ": " + printable($0) } ?? ""
        var failure = UserFailure(kind, "\(server): \(title)\(detail)", hint: document?.remedy.map(printable))
        failure.isGone = response.status == 410
        failure.isDefiniteRefusal = (400..<500).contains(response.status) && document != nil
        return failure
    }

    /// Text from a server, fit for a terminal: no control characters, not endless.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(400)))
    }

    /// Clear text goes to this machine only, unless the user insists.
    public static func configuration(for url: HTTPURL) -> HTTPClientConfiguration {
        var configuration = HTTPClientConfiguration()
        configuration.totalTimeout = 0
        configuration.allowsCleartext = Folder.environment("MEDSEAL_ALLOW_CLEARTEXT") == "1"
        configuration.certificateAuthorityFile = Folder.environment("MEDSEAL_CA_FILE")
        return configuration
    }
}
