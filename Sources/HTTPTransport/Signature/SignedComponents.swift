/// Which parts of a request MedSeal's signatures cover: exactly these, so that neither side can leave one out.
enum SignedComponents {
    /// The field with the signer's certificate: unpadded URL-safe Base64.
    static let certificateField = "medseal-certificate"
    static let tag = "medseal-store"
    static let algorithm = "ed25519"

    /// The identifiers and values for a request, in the order in which they are signed.
    ///
    /// `@method`, `@authority` and `@path` always; `@query`, if there is one; of the fields `content-digest`, `if-match`,
    /// `if-none-match` and `medseal-certificate` those that are present.
    static func list(
        method: String, authority: String, path: String, query: String?, headers: HeaderFields
    ) -> [(name: String, value: String)] {
        var list = [("@method", method), ("@authority", authority), ("@path", path)]
        if let query { list.append(("@query", "?" + query)) }
        for name in ["content-digest", "if-match", "if-none-match", certificateField] {
            if let value = headers[name] { list.append((name, value)) }
        }
        return list.map { (name: $0.0, value: $0.1) }
    }
}
