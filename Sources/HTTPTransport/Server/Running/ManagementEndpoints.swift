/// What an operator's tools ask for, meant for a listener of its own that the outside cannot reach.
public enum ManagementEndpoints {
    /// `/healthz` (the process answers), `/readyz` (it can do its work) and `/metrics`.
    ///
    /// - Parameter unready: why the service cannot work now, or `nil` if it can.
    public static func router(metrics: Metrics, unready: @escaping @Sendable () -> String?) -> Router {
        Router([
            Route(.get, "/healthz") { _ in .text("ok\n") },
            Route(.get, "/readyz") { _ in
                if let reason = unready() { .text("not ready: \(reason)\n", status: 503) } else { .text("ready\n") }
            },
            Route(.get, "/metrics") { _ in .text(metrics.text, type: "text/plain; version=0.0.4; charset=utf-8") },
        ])
    }
}
