import Framing
import Identity

extension ByteReader {
    /// What every statement about records begins with: magic number, version, and the fingerprint of the authority.
    mutating func recordStatementStart(magic: String, _ what: String) throws(MalformedInput) -> AuthorityFingerprint {
        try expect(Array(utf8: magic), "the magic number of \(what)")
        guard try u8("a version") == FormatVersion.byte else { throw malformed("\(what) of an unknown version") }
        guard let fingerprint = AuthorityFingerprint(bytes: try raw(AuthorityFingerprint.byteCount, "a fingerprint")) else {
            throw malformed("a fingerprint has 32 bytes")
        }
        return fingerprint
    }

    mutating func user(_ what: String) throws(MalformedInput) -> UserID {
        guard let id = UserID(bytes: try raw(UserID.byteCount, what)) else { throw malformed("\(what) has 32 bytes") }
        return id
    }

    /// A record's identifier, framed, or nothing.
    mutating func optionalRecord(_ what: String) throws(MalformedInput) -> RecordID? {
        let bytes = try framed(atMost: RecordID.byteCount, what)
        guard !bytes.isEmpty else { return nil }
        guard let id = RecordID(bytes: bytes) else { throw malformed("\(what) has 32 bytes") }
        return id
    }

    /// Reads a framed certificate; who issued it is checked with the signatures.
    mutating func certificate(_ what: String) throws(MalformedInput) -> Certificate {
        let start = offset
        let bytes = try framed(atMost: Certificate.greatestByteCount, what)
        do { return try Certificate(bytes: bytes) } catch {
            throw MalformedInput(offset: start, reason: "\(what): \(error)")
        }
    }
}
