public import HTTPTransport
import LocalFiles

/// How this machine talks to servers: what it trusts, and for how long it waits.
public enum ServerConnection {
    /// Clear text goes to this machine only, unless the user insists.
    public static func configuration() -> HTTPClientConfiguration {
        var configuration = HTTPClientConfiguration()
        configuration.totalTimeout = 0
        configuration.allowsCleartext = Environment.value("MEDSEAL_ALLOW_CLEARTEXT") == "1"
        configuration.certificateAuthorityFile = Environment.value("MEDSEAL_CA_FILE")
        return configuration
    }
}
