import Glibc
import HTTPTransport

extension StoreClient {
    /// Seconds that a request waits for a store that has had too many of them, all in all.
    private static let greatestPatience = 60

    /// Sends a request again as long as the store asks to wait (429, RFC 6585 §4): the import of many records is faster than
    /// what a store allows one address in the long run.
    func patiently(_ send: () throws -> ClientResponse) rethrows -> ClientResponse {
        var left = Self.greatestPatience
        while true {
            let response = try send()
            guard response.status == 429, let seconds = response.headers["retry-after"].flatMap({ Int($0) }), (0...left).contains(seconds), left > 0
            else { return response }
            let wait = max(1, seconds)
            sleep(UInt32(wait))
            left -= wait
        }
    }
}
