import AccessPolicy
import Framing
import Identity
import SealedRecord
import Cryptography

/// Sealed records: the header, whole streams in pieces of any size, the stanzas with a fixed key.
///
/// The first byte says what is put right before reading, so that the fuzzer gets behind lengths, hashes and signatures: bit 0 the
/// two section lengths, bit 1 what the envelope repeats of the content, bit 7 the signatures of both sections.
enum RecordTarget {
    private static let prefix = SealedRecordHeader.prefixLength
    /// Bytes of the content section that an unchanged certificate leaves in front of the payload.
    private static let contentLength =
        16 + 4 + 4 + 8 + 32 + 8 + 1 + 2 + 84 + 2 + 4 + World.shared.certificate.bytes.count + 56 + 8 + 32 + UserSignature.singleByteCount

    static func run(_ input: [UInt8]) {
        guard let flags = input.first, input.count > prefix + 1 else { return }
        var bytes = Array(input.dropFirst())
        if flags & 1 != 0, bytes.count > prefix + contentLength {
            let envelope = min(bytes.count - prefix - contentLength, Int(flags >> 2 & 31) * 64 + 64)
            var lengths = ByteWriter()
            lengths.u32(UInt32(contentLength))
            lengths.u32(UInt32(envelope))
            bytes.replaceSubrange(8..<16, with: lengths.bytes)
        }
        if flags & 0x82 != 0 { bind(&bytes, signs: flags & 0x80 != 0) }
        let header = readHeader(bytes)
        scan(bytes, header)
    }

    /// Copies the content hash into the envelope, and signs both sections.
    private static func bind(_ bytes: inout [UInt8], signs: Bool) {
        let signature = UserSignature.singleByteCount
        var reader = ByteReader(Array(bytes[8..<16]))
        guard let content = try? reader.u32(), let envelope = try? reader.u32(), content > signature, content <= 32_768 else { return }
        let start = prefix + Int(content)
        guard bytes.count >= start + 33 else { return }
        let statement = Array(bytes[prefix..<start - signature])
        bytes.replaceSubrange(start + 1..<start + 33, with: SHA256.hash(frame(Array(utf8: "MEDSEAL-V1-CONTENT-HASH"), statement)))
        let end = start + Int(envelope)
        guard signs, envelope > 33 + signature, bytes.count >= end else { return }
        bytes.replaceSubrange(start - signature..<start, with: signed(statement, "MEDSEAL-V1-CONTENT"))
        bytes.replaceSubrange(end - signature..<end, with: signed(Array(bytes[start..<end - signature]), "MEDSEAL-V1-ENVELOPE"))
    }

    private static func signed(_ statement: [UInt8], _ domain: String) -> [UInt8] {
        UserSignature(of: statement, domain: domain, by: World.shared.user.signingKey).bytes
    }

    private static func readHeader(_ bytes: [UInt8]) -> SealedRecordHeader? {
        guard let length = try? SealedRecordHeader.length(prefix: Array(bytes[..<prefix])) else { return nil }
        guard length <= bytes.count, let header = try? SealedRecordHeader(bytes: Array(bytes[..<length])) else { return nil }
        demand(header.bytes == Array(bytes[..<length]), "a header is written as it was read")
        demand(header.recordLength > UInt64(length), "a record is longer than its header")
        demand(header.content.paddedLength < header.content.payloadLength, "a payload is longer than its content")
        demand(header.mayHold(atMost: header.content.paddedLength - 8), "a content fits into its padding")
        removePadding(header.content)
        let next = SealingPlan(after: header, created: 0, epoch: 10, revocationSequence: 3, author: World.shared.certificate)
        demand(next.contentVersion > header.content.contentVersion, "there is a next version")
        for stanza in header.envelope.stanzas {
            guard let policy = stanza.policy else { continue }
            demand(policy.epochFloor == stanza.epoch, "every policy has its stanza's epoch")
            if SpanProgram(policy).rowCount > 40 { return header }
        }
        _ = try? header.recordKey(with: World.shared.key, World.shared.realm)
        _ = header.recordKey(ofAuthor: World.shared.user)
        if (try? header.verify(World.shared.description)) != nil {
            // Nobody else is certified, and the fuzzer signs no succession: the user's own records are all that verifies.
            demand(header.content.author == World.shared.certificate && header.content.owner == World.shared.user.id, "nobody else is an author")
            demand(header.signer == World.shared.certificate, "nobody else makes an envelope")
        }
        if let stanza = header.envelope.stanzas.first {
            let change = Rewrapping(
                created: 0, epoch: header.envelope.epoch, revocationSequence: 0, signer: World.shared.certificate)
            let next = try? change.apply(to: header, stanzas: [stanza], signedBy: World.shared.user)
            if let next {
                demand((try? SealedRecordHeader(bytes: next.bytes)) == next, "a new envelope is read as it was written")
                demand(next.transition(after: header) == .rewrap, "a new envelope may follow")
            }
        }
        return header
    }

    /// Whatever is behind a length that was read, removing padding ends, and gives no more than there is.
    private static func removePadding(_ content: ContentSection) {
        guard content.paddedLength < 1 << 16 else { return }
        var remover = PaddingRemover(content)
        let zeros = [UInt8](repeating: 0, count: Int(content.paddedLength))
        let given = remover.take(zeros).count
        if let rest = try? remover.finish() { demand(UInt64(given + rest.count) == remover.length, "as much as the length says") }
    }

    private static func scan(_ bytes: [UInt8], _ header: SealedRecordHeader?) {
        let whole = events(bytes, pieces: bytes.count)
        let split = events(bytes, pieces: 1 + Int(bytes.count % 997))
        demand(whole == split, "a stream gives the same in pieces of any size")
        if let header, whole.finished { demand(UInt64(bytes.count) == header.recordLength, "the length is the one that was signed") }
    }

    private struct Result: Equatable {
        var header: SealedRecordHeader?
        var chunks: [[UInt8]] = []
        var finished = false
        var error: SealedRecordError?
    }

    private static func events(_ bytes: [UInt8], pieces: Int) -> Result {
        var result = Result()
        var scanner = RecordScanner()
        do throws(SealedRecordError) {
            var start = 0
            while start < bytes.count {
                let end = min(start + pieces, bytes.count)
                try scanner.update(Array(bytes[start..<end])) { (event) throws(SealedRecordError) in
                    switch event {
                    case .header(let header): result.header = header
                    case .chunk(let index, let chunk, _):
                        demand(index == UInt64(result.chunks.count), "chunks come in order")
                        result.chunks.append(chunk)
                    }
                }
                start = end
            }
            result.header = try scanner.finish()
            result.finished = true
        } catch {
            result.error = error
        }
        return result
    }
}
