import Framing
import Cryptography

/// Text that comes from a stranger and is shown to a person: at most 256 bytes of UTF-8 without control characters.
enum DisplayText {
    static let greatestByteCount = 256

    /// Refuses what would let a name move the cursor of the terminal it is listed on, reorder the text around it, or look like
    /// another name: control characters, line and paragraph separators, the bidirectional overrides, embeddings and isolates, and
    /// characters that nobody sees (Default_Ignorable_Code_Point). Of these a joiner or non-joiner beside a virama stays, for there
    /// it is seen: Bangla spells names with it.
    static func isAcceptable(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.allSatisfy { index in
            let scalar = scalars[index]
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: return false
            case 0x200C, 0x200D:
                return [index - 1, index + 1].contains { scalars.indices.contains($0) && scalars[$0].properties.canonicalCombiningClass == .virama }
            default: return scalar.properties.generalCategory != .control && !scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }
}

extension ByteReader {
    /// Reads framed ``DisplayText``.
    mutating func displayText(_ what: String, allowingEmpty: Bool = false) throws(MalformedInput) -> String {
        let start = offset
        let text = try framedText(atMost: DisplayText.greatestByteCount, what)
        guard allowingEmpty || !text.isEmpty else { throw MalformedInput(offset: start, reason: "\(what) is empty") }
        guard DisplayText.isAcceptable(text) else {
            throw MalformedInput(offset: start, reason: "\(what) contains control characters")
        }
        return text
    }

    mutating func signingKey(_ what: String) throws(MalformedInput) -> Ed25519.PublicKey {
        let start = offset
        let bytes = try raw(Ed25519.PublicKey.byteCount, what)
        do {
            return try Ed25519.PublicKey(bytes: bytes)
        } catch {
            throw MalformedInput(offset: start, reason: "\(what) is no usable Ed25519 key")
        }
    }

    /// An Ed25519 key, or nothing.
    mutating func optionalSigningKey(_ what: String) throws(MalformedInput) -> Ed25519.PublicKey? {
        let start = offset
        let bytes = try framed(atMost: Ed25519.PublicKey.byteCount, what)
        guard !bytes.isEmpty else { return nil }
        do { return try Ed25519.PublicKey(bytes: bytes) } catch {
            throw MalformedInput(offset: start, reason: "\(what) is no usable Ed25519 key")
        }
    }

    mutating func agreementKey(_ what: String) throws(MalformedInput) -> X25519.PublicKey {
        let start = offset
        let bytes = try raw(X25519.PublicKey.byteCount, what)
        do {
            return try X25519.PublicKey(bytes: bytes)
        } catch {
            throw MalformedInput(offset: start, reason: "\(what) is no X25519 key")
        }
    }

    mutating func userID(_ what: String) throws(MalformedInput) -> UserID {
        let start = offset
        guard let id = UserID(bytes: try raw(UserID.byteCount, what)) else {
            throw MalformedInput(offset: start, reason: "\(what) has 32 bytes")
        }
        return id
    }
}
