import Clocks
import Framing
import JSON
import SealedRecord
import Workstation

/// What a sealed record's header says, for people and programs.
struct RecordSummary {
    private let header: SealedRecordHeader

    init(_ header: SealedRecordHeader) { self.header = header }

    var text: String {
        let (content, envelope) = (header.content, header.envelope)
        var lines = [
            "record      \(content.recordID)",
            "version     \(content.contentVersion), envelope \(envelope.sequence)",
            "author      \(content.author.displayName) (\(content.author.userID))",
            "created     \(Clock.text(content.created))",
            "content     at most \(content.paddedLength) bytes, sealed in \(header.recordLength)",
            "epoch       \(envelope.epoch), revocation list \(envelope.revocationSequence)",
        ]
        if content.owner != content.author.userID { lines.append("owner       \(content.owner), who was succeeded") }
        if !header.isByAuthor {
            lines.append("rewrapped   by \(header.signer.displayName) on \(Clock.text(envelope.created))")
        }
        for stanza in envelope.stanzas {
            lines.append("readers     \(stanza.policy?.text ?? "whoever has the passphrase") [\(stanza.summary)]")
        }
        return lines.joined(separator: "\n")
    }

    var json: JSONNode {
        let (content, envelope) = (header.content, header.envelope)
        return .object([
            .init("record", .string("\(content.recordID)")),
            .init("contentVersion", .unsigned(content.contentVersion)),
            .init("contentHash", .string(Hexadecimal.encode(content.hash))),
            .init("envelope", .unsigned(envelope.sequence)),
            .init("owner", .string("\(content.owner)")),
            .init("author", .string("\(content.author.userID)")),
            .init("authorName", .string(content.author.displayName)),
            .init("created", .unsigned(content.created)),
            .init("paddedLength", .unsigned(content.paddedLength)),
            .init("recordLength", .unsigned(header.recordLength)),
            .init("epoch", .integer(Int64(envelope.epoch))),
            .init("revocationList", .unsigned(envelope.revocationSequence)),
            .init("signer", .string("\(header.signer.userID)")),
            .init("policies", .array(envelope.stanzas.compactMap { $0.policy.map { .string($0.text) } })),
        ])
    }
}
