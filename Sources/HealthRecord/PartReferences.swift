import JSON

/// Which records hold the special parts of a patient's record: links of the general Bundle.
extension PatientBundle {
    private static let scheme = "urn:medseal:record:"

    /// The Bundle with links to the records of its parts, in place of those that it had.
    public func referring(to identifiers: [String]) throws(HealthRecordError) -> PatientBundle {
        let links = identifiers.map { identifier in
            JSONNode.object([.init("relation", .string("related")), .init("url", .string(Self.scheme + identifier))])
        }
        return try replacingLinks(otherLinks + links)
    }

    /// The identifiers that ``referring(to:)`` wrote.
    public var partReferences: [String] {
        links.compactMap { $0["url"]?.string }.filter { $0.hasPrefix(Self.scheme) }.map { String($0.dropFirst(Self.scheme.count)) }
    }

    /// The Bundle as it was before ``referring(to:)``.
    public func withoutPartReferences() throws(HealthRecordError) -> PatientBundle { try replacingLinks(otherLinks) }

    private var links: [JSONNode] { root["link"]?.elements ?? [] }

    private var otherLinks: [JSONNode] { links.filter { !($0["url"]?.string?.hasPrefix(Self.scheme) ?? false) } }

    private func replacingLinks(_ links: [JSONNode]) throws(HealthRecordError) -> PatientBundle {
        var changed = root
        changed.set("link", links.isEmpty ? nil : .array(links))
        return try PatientBundle(changed)
    }
}
