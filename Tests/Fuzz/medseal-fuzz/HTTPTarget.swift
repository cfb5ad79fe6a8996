import Framing
import HTTPTransport
import Cryptography
import JSON

/// Requests as text: the gate, targets, structured fields, signatures, ranges, entity tags, URLs.
enum HTTPTarget {
    static func run(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        let text = String(decoding: bytes, as: UTF8.self)
        switch kind % 6 {
        case 0:
            guard let target = try? RequestTarget(bytes) else { return }
            let raw = target.rawPath + (target.rawQuery.map { "?" + $0 } ?? "")
            demand(Array(raw.utf8) == bytes, "a target is kept as it was read")
            demand(!target.segments.contains("..") && !target.segments.contains("."), "no dot segments")
            demand(target.segments.allSatisfy { !$0.contains("/") && !$0.contains("\u{0}") }, "no hidden slashes")
        case 1:
            guard let members = try? StructuredFieldParser.dictionary(text) else { return }
            demand(Set(members.map(\.key)).count == members.count, "no key twice")
            for member in members {
                guard case .innerList(let items) = member.value else { continue }
                let names = items.compactMap { if case .string(let name) = $0 { name } else { nil } }
                guard names.count == items.count else { continue }
                let parameters = SignatureParameters(components: names, parameters: member.parameters)
                let again = try? StructuredFieldParser.dictionary("\(member.key)=\(parameters.text)")
                demand(again == [member], "signature parameters are read as they were written")
            }
        case 2:
            if let digest = ContentDigest.sha256(in: text) { demand(digest.count == 32, "a digest has 32 bytes") }
            if let tags = EntityTag.parse(text) {
                demand(EntityTag.parse(tags.joined(separator: ", ")) == tags, "entity tags are read as they were written")
                demand(tags.allSatisfy { EntityTag.weaklyMatches($0, list: text) }, "a tag of the list matches it")
            }
        case 3:
            guard let url = try? HTTPURL(text) else { return }
            demand((try? HTTPURL(url.description)) == url, "a URL is read as it is written")
            let longer = url.appending(["ä b", "..x"], query: [("q", "a&b=c")])
            guard let again = try? HTTPURL(longer.description), again == longer else { return demand(false, "an appended URL") }
        case 4: request(bytes)
        default:
            for total: UInt64 in [0, 1, 1000, .max] {
                if case .part(let range) = ByteRange.parse(text, total: total) {
                    demand(range.length > 0 && range.offset < total && range.length <= total - range.offset, "a range lies inside")
                }
            }
            let json = JSONNode.object([.init(text, .array([.string(text), .null]))]).text
            demand(json.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "JSON without control characters")
        }
    }

    /// Lines "name:value", the first one being the target: through the gate, then through the verifier.
    private static func request(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        guard let target = lines.first else { return }
        let headers = lines.dropFirst().map { line -> RawRequest.Header in
            let colon = line.firstIndex(of: 58) ?? line.endIndex
            return RawRequest.Header(name: Array(line[..<colon]), value: Array(line[colon...].dropFirst()))
        }
        let raw = RawRequest(
            method: Array("PUT".utf8), target: Array(target), version: Array("HTTP/1.1".utf8), headers: headers, isContiguous: true)
        guard let request = try? RequestGate().admit(raw, clientAddress: "::1", requestID: "r") else { return }
        demand(request.headers.count("host") == 1, "one host")
        let verifier = SignatureVerifier { 1_800_000_000 }
        let verified = try? verifier.verify(request) { _, _ in World.shared.user.signingKey.publicKey }
        if let verified { demand(verified.contentDigest?.count == 32, "a PUT has a digest") }
    }
}
