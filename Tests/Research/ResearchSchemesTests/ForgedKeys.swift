import AccessPolicy
import Framing
import ResearchSchemes
import Cryptography

/// An encoded key, taken apart.
struct KeyParts {
    /// Version, scheme, parameters, context.
    let head: [UInt8]
    let common: [UInt8]
    /// The elements of each label.
    let blocks: [AttributeLabel: [UInt8]]
}

extension SchemeFixture {
    func parts(_ key: borrowing UserKey<Scheme.Group>) -> KeyParts {
        let bytes = key.encoded().revealed()
        let labels = key.attributes.labels
        let points = Array(bytes.suffix(key.elementByteCount))
        let headLength = bytes.count - points.count - 4 - key.attributes.encoded.count
        let commonLength = Scheme.keyShape.byteCount(labels: 0, in: scheme.group)
        let block = Scheme.keyShape.byteCount(labels: 1, in: scheme.group) - commonLength
        var blocks: [AttributeLabel: [UInt8]] = [:]
        for (index, label) in labels.enumerated() {
            blocks[label] = Array(points[(commonLength + index * block)...].prefix(block))
        }
        return KeyParts(head: Array(bytes[..<headLength]), common: Array(points[..<commonLength]), blocks: blocks)
    }

    /// A key that claims `attributes`, with the head and common elements of one key and any elements for each label.
    func forged(_ attributes: [String], _ head: KeyParts, _ block: (AttributeLabel) -> [UInt8]?) throws -> UserKey<Scheme.Group> {
        let set = try AttributeSet(parsing: attributes)
        let bytes = head.head + frame(set.encoded) + head.common + set.labels.flatMap { block($0) ?? [] }
        return try scheme.userKey(encoded: SecretBytes(copying: bytes))
    }

    /// Whether a key opens a fresh ciphertext under `policy`.
    func opens(_ policy: String, with key: borrowing UserKey<Scheme.Group>) throws -> Bool {
        let encapsulation = try encapsulate(policy)
        return try open(encapsulation.ciphertext, policy, with: key) == encapsulation.key.revealed()
    }
}
