import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography

/// The fields of a content section, read and written by the table of docs/format.md: what somebody with another program could sign.
struct CraftedContent {
    var nonce: [UInt8]
    /// Empty if it is the author.
    var owner: [UInt8]
    var chart: [UInt8] = []
    var version: UInt64
    var previous: [UInt8]
    var created: UInt64
    var successions: [[UInt8]]
    /// With their count.
    var secrets: [UInt8] = [0, 0]
    var authorWrap: [UInt8]
    /// With their count.
    var extensions: [UInt8] = [0, 0]
    var certificate: [UInt8]
    var payloadHeader: [UInt8]
    var payloadLength: UInt64
    var merkleRoot: [UInt8]

    /// Of a genuine section without secrets and extensions.
    init(_ section: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(section)
        nonce = try reader.raw(16)
        owner = try reader.framed(atMost: 32)
        _ = try reader.framed(atMost: 0)
        version = try reader.u64()
        previous = try reader.raw(32)
        created = try reader.u64()
        successions = []
        for _ in 0..<(try reader.u8()) { successions.append(try reader.framed(atMost: 12_288)) }
        try reader.expect([0, 0], "no secrets")
        authorWrap = try reader.raw(84)
        try reader.expect([0, 0], "no extensions")
        certificate = try reader.framed(atMost: 8192)
        payloadHeader = try reader.raw(56)
        payloadLength = try reader.u64()
        merkleRoot = try reader.raw(32)
    }

    var statement: [UInt8] {
        var writer = ByteWriter()
        writer.raw(nonce)
        writer.framed(owner)
        writer.framed(chart)
        writer.u64(version)
        writer.raw(previous)
        writer.u64(created)
        writer.u8(UInt8(successions.count))
        for succession in successions { writer.framed(succession) }
        writer.raw(secrets)
        writer.raw(authorWrap)
        writer.raw(extensions)
        writer.framed(certificate)
        writer.raw(payloadHeader)
        writer.u64(payloadLength)
        writer.raw(merkleRoot)
        return writer.bytes
    }

    var hash: [UInt8] { SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-CONTENT-HASH"), statement)) }

    func signed(by key: borrowing Ed25519.PrivateKey) -> [UInt8] {
        statement + [1] + key.sign(frame(Array(utf8: "MEDSEAL-V1-CONTENT"), statement))
    }
}

/// The fields of an envelope section.
struct CraftedEnvelope {
    var kind: UInt8
    var contentHash: [UInt8]
    var number: UInt64
    var salt: [UInt8]
    var list: UInt64
    var created: UInt64
    /// With their count.
    var extensions: [UInt8] = [0, 0]
    /// Empty if it is the author's.
    var certificate: [UInt8]
    var stanzas: [(type: UInt16, body: [UInt8])]

    /// Of a genuine section without extensions.
    init(_ section: [UInt8]) throws(MalformedInput) {
        var reader = ByteReader(section)
        kind = try reader.u8()
        contentHash = try reader.raw(32)
        number = try reader.u64()
        salt = try reader.raw(32)
        list = try reader.u64()
        created = try reader.u64()
        try reader.expect([0, 0], "no extensions")
        certificate = try reader.framed(atMost: 8192)
        stanzas = []
        for _ in 0..<(try reader.u16()) { stanzas.append((try reader.u16(), try reader.framed(atMost: 1 << 20))) }
    }

    var statement: [UInt8] {
        var writer = ByteWriter()
        writer.u8(kind)
        writer.raw(contentHash)
        writer.u64(number)
        writer.raw(salt)
        writer.u64(list)
        writer.u64(created)
        writer.raw(extensions)
        writer.framed(certificate)
        writer.u16(UInt16(stanzas.count))
        for stanza in stanzas {
            writer.u16(stanza.type)
            writer.framed(stanza.body)
        }
        return writer.bytes
    }

    func signed(by key: borrowing Ed25519.PrivateKey) -> [UInt8] {
        statement + [1] + key.sign(frame(Array(utf8: "MEDSEAL-V1-ENVELOPE"), statement))
    }
}

extension RecordBytes {
    /// The record with a changed content and, around it, a changed envelope, signed by these keys.
    func crafted(
        by author: borrowing Ed25519.PrivateKey, envelopeBy signer: borrowing Ed25519.PrivateKey,
        content change: (inout CraftedContent) throws -> Void = { _ in }, envelope changeEnvelope: (inout CraftedEnvelope) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        var content = try CraftedContent(self.content)
        try change(&content)
        var envelope = try CraftedEnvelope(self.envelope)
        envelope.contentHash = content.hash
        try changeEnvelope(&envelope)
        return RecordBytes(content: content.signed(by: author), envelope: envelope.signed(by: signer), rest: rest, like: self).bytes
    }

    /// As above, both signed by the author.
    func crafted(
        by author: borrowing Ed25519.PrivateKey, content change: (inout CraftedContent) throws -> Void = { _ in },
        envelope changeEnvelope: (inout CraftedEnvelope) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        try crafted(by: author, envelopeBy: author, content: change, envelope: changeEnvelope)
    }
}

/// The fields of a succession statement.
struct CraftedSuccession {
    var authority: AuthorityFingerprint
    var from: UserID
    var to: UserID
    var key: [UInt8] = []
    var record: [UInt8] = []
    var reason: UInt8 = 1
    var time = Hospital.now
    /// With their count.
    var extensions: [UInt8] = [0, 0]

    init(_ authority: AuthorityFingerprint, from: UserID, to: UserID) {
        self.authority = authority
        self.from = from
        self.to = to
    }

    private var beginning: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Array(utf8: "MEDSEALS"))
        writer.u8(0x30)
        writer.raw(authority.bytes)
        writer.raw(from.bytes)
        writer.raw(to.bytes)
        writer.framed(key)
        writer.framed(record)
        writer.u8(reason)
        writer.u64(time)
        writer.raw(extensions)
        return writer.bytes
    }

    /// Signed by a user's key, under this certificate.
    func signed(by key: borrowing Ed25519.PrivateKey, _ certificate: Certificate) -> [UInt8] {
        let signed = beginning + [1] + frame(certificate.bytes)
        return signed + [1] + key.sign(frame(Array(utf8: "MEDSEAL-V1-SUCCESSION"), signed))
    }

    /// Signed as by the authority.
    func signedByAuthority(_ key: borrowing Ed25519.PrivateKey) -> [UInt8] {
        let signed = beginning + [2]
        return signed + key.sign(frame(Array(utf8: "MEDSEAL-V1-SUCCESSION"), signed))
    }
}

/// Whether somebody who has pinned the authority takes the bytes for a genuine record's.
func verifies(_ record: [UInt8], _ authority: AuthorityDescription) -> SealedRecordError? {
    do throws(SealedRecordError) {
        try Hospital.header(of: record).verify(authority)
        return nil
    } catch {
        return error
    }
}

extension SealedRecordError? {
    var isInvalidSuccession: Bool { if case .invalidSuccession = self { true } else { false } }
    var isUntrustedRewrapper: Bool { if case .untrustedRewrapper = self { true } else { false } }
    var isMalformed: Bool { if case .malformed = self { true } else { false } }
}
