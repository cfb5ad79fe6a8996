import AccessPolicy
import Framing
import HospitalFixture
import Identity
import SealedRecord
import Cryptography
import TestSupport
import Testing

@Suite struct PaddingTests {
    /// Padmé from its description: a number of E + 1 binary digits keeps as many of the uppermost as E has digits, and one more; what is
    /// behind them is rounded up.
    static func padme(_ length: Int) -> Int {
        let exponent = String(length, radix: 2).count - 1
        let kept = String(exponent, radix: 2).count + 1
        guard kept <= exponent else { return length }
        let step = (0..<(exponent + 1 - kept)).reduce(1) { step, _ in step * 2 }
        return (length + step - 1) / step * step
    }

    private static func expected(_ length: Int) -> UInt64 { UInt64(max(64, padme(length + 8))) }

    private static let aroundPowers: [Int] = (3...40).flatMap { exponent in (-40...40).map { (1 << exponent) + $0 } }.filter { $0 >= 0 }

    @Test func paddedLengthsAreThoseOfPadme() {
        var last: UInt64 = 0
        for length in 0...70_000 {
            let padded = Padding.paddedLength(of: UInt64(length))
            if padded != Self.expected(length) || padded < last || padded < UInt64(length) + 8 || !Padding.isPossible(padded) {
                Issue.record("\(length) bytes are padded to \(padded)")
            }
            last = padded
        }
        for length in Self.aroundPowers { #expect(Padding.paddedLength(of: UInt64(length)) == Self.expected(length), "\(length)") }
        // Worked out by hand: 57 + 8 = 1000001b keeps four digits; 1000 + 8 = 1111110000b keeps five.
        let byHand: [UInt64: UInt64] = [0: 64, 55: 64, 56: 64, 57: 72, 64: 72, 65: 80, 1000: 1024, 1017: 1088, 9000: 9216, 100_000: 100_352]
        for (length, padded) in byHand { #expect(Padding.paddedLength(of: length) == padded, "\(length)") }
    }

    @Test func atMostTwelvePercentAreAdded() {
        for length in Self.aroundPowers + Array(stride(from: 60, to: 300_000, by: 7)) where length >= 57 {
            let added = Padding.paddedLength(of: UInt64(length)) - UInt64(length) - 8
            #expect(added * 100 <= 12 * UInt64(length + 8), "\(length)")
        }
    }

    @Test func possibleLengthsAreThoseThatOccur() {
        let occurring = Set((0...20_000).map { Self.expected($0) })
        for length in 0...15_000 { if Padding.isPossible(UInt64(length)) != occurring.contains(UInt64(length)) { Issue.record("\(length)") } }
        for length: UInt64 in [UInt64.max, 1 << 63, (1 << 60) + 1, 1 << 61, 0, 8, 63] { #expect(!Padding.isPossible(length)) }
    }

    @Test func leastLengthIsTheShortestThatIsPaddedSo() {
        var least: [UInt64: UInt64] = [:]
        for length in (0...70_000).reversed() { least[Self.expected(length)] = UInt64(length) }
        for (padded, length) in least { #expect(Padding.leastLength(of: padded) == length, "\(padded)") }
        for length in Self.aroundPowers {
            let padded = Self.expected(length)
            let least = Padding.leastLength(of: padded)
            #expect(least <= UInt64(length) && Padding.paddedLength(of: least) == padded)
            #expect(least == 0 || Padding.paddedLength(of: least - 1) < padded)
        }
    }

    private static func padded(_ content: [UInt8]) -> [UInt8] {
        let length = Int(expected(content.count))
        return content + [UInt8](repeating: 0, count: length - content.count - 8) + UInt64(content.count).bigEndianBytes
    }

    /// What a reader gets that takes pieces of these lengths, the last again and again.
    private static func removed(_ bytes: [UInt8], pieces: [Int], padded: UInt64? = nil) throws(SealedRecordError) -> [UInt8] {
        var remover = PaddingRemover(padded: padded ?? UInt64(bytes.count))
        var output: [UInt8] = []
        var (start, number) = (0, 0)
        while start < bytes.count {
            let end = min(bytes.count, start + pieces[min(number, pieces.count - 1)])
            output += remover.take(Array(bytes[start..<end]))
            (start, number) = (end, number + 1)
        }
        return output + (try remover.finish())
    }

    /// Contents that end in zeros, are nothing else, or look like a length.
    private static let contents: [[UInt8]] = [0, 1, 7, 8, 9, 47, 48, 55, 56, 57, 63, 64, 65, 72, 100, 119, 120, 121, 250].flatMap {
        count -> [[UInt8]] in
        let counted = (0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) }
        let zeros = [UInt8](repeating: 0, count: count)
        return [
            counted, zeros, counted.dropLast(5) + Array(zeros.suffix(5)), zeros.dropLast() + Array(counted.suffix(1)),
            counted.dropLast(8) + Array(UInt64(count).bigEndianBytes.suffix(count)),
            zeros.dropLast(8) + Array(UInt64(max(0, count - 8)).bigEndianBytes.suffix(count)),
        ]
    }

    @Test func everySplitGivesTheContent() throws {
        for content in Self.contents {
            let bytes = Self.padded(content)
            for first in 1...bytes.count { #expect(try Self.removed(bytes, pieces: [first, bytes.count]) == content, "\(content.count), \(first)") }
            for piece in [1, 2, 3, 7, 8, 9, 13, 63, 64, 65] { #expect(try Self.removed(bytes, pieces: [piece]) == content) }
            for second in stride(from: 1, to: bytes.count, by: 5) { #expect(try Self.removed(bytes, pieces: [5, second, bytes.count]) == content) }
            var remover = PaddingRemover(padded: UInt64(bytes.count))
            #expect(remover.length == nil)
            _ = remover.take(bytes)
            _ = try remover.finish()
            #expect(remover.length == UInt64(content.count))
        }
    }

    /// Nothing is given out before it is certain to be content.
    @Test func paddingIsNeverGivenOut() throws {
        for content in Self.contents {
            var remover = PaddingRemover(padded: Self.expected(content.count))
            var output: [UInt8] = []
            for byte in Self.padded(content) {
                output += remover.take([byte])
                #expect(output.count <= content.count && output[...] == content.prefix(output.count))
            }
            output += try remover.finish()
            #expect(output == content)
        }
    }

    @Test func wrongPaddingIsRefused() {
        for count in [0, 1, 55, 56, 57, 64, 100, 200, 250] {
            let content = [UInt8](repeating: 7, count: count)
            let bytes = Self.padded(content)
            func isRefused(_ bytes: [UInt8], _ what: String, padded: Int? = nil) {
                for piece in [1, 10, bytes.count] {
                    #expect(throws: SealedRecordError.alteredPadding, "\(what) of \(count)") {
                        _ = try Self.removed(bytes, pieces: [piece], padded: UInt64(padded ?? bytes.count))
                    }
                }
            }
            // Every other length in the field: below the content's end or of another padded length.
            for length in 0...bytes.count + 20 where length < count || Self.expected(length) != UInt64(bytes.count) {
                isRefused(bytes.dropLast(8) + UInt64(length).bigEndianBytes, "length \(length)")
            }
            let lengths: [UInt64] = [.max, .max - 7, .max - 8, 1 << 63, 1 << 32, UInt64(bytes.count) << 8]
            for length in lengths {
                isRefused(bytes.dropLast(8) + length.bigEndianBytes, "length \(length)")
            }
            for position in count..<bytes.count - 8 {
                for value: UInt8 in [1, 0x80] {
                    var changed = bytes
                    changed[position] = value
                    isRefused(changed, "byte \(position)")
                }
            }
            isRefused(Array(bytes.dropLast()), "a byte less", padded: bytes.count)
            isRefused(bytes + [0], "a byte more", padded: bytes.count)
            // Padded to the next length instead.
            let next = (bytes.count + 1...2 * bytes.count).first { Padding.isPossible(UInt64($0)) } ?? 0
            isRefused(content + [UInt8](repeating: 0, count: next - 8 - count) + UInt64(count).bigEndianBytes, "too long a padding")
        }
    }

    /// A length in the field that is greater than the content was, within the same padded length, adds zeros that were padding; it is the
    /// author's word, for the field is as much signed as the content.
    @Test func theFieldDecidesWithinOnePaddedLength() throws {
        var bytes = Self.padded([1, 2, 3])
        bytes[63] = 5
        #expect(try Self.removed(bytes, pieces: [64]) == [1, 2, 3, 0, 0])
    }

    @Test(arguments: [0, 1, 55, 56, 57, 64, 16_376, 16_377, 16_384, 32_768, 49_147]) func wholeRecordsAndRangesAgree(count: Int) throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
        let plan = SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 1, author: certificate)
        let record = try hospital.seal(content, policy: "a", plan: plan, by: author)
        let header = try Hospital.header(of: record)
        #expect(header.content.paddedLength == Self.expected(count))
        #expect(header.mayHold(atMost: UInt64(count)))
        let least = Padding.leastLength(of: Self.expected(count))
        #expect(header.mayHold(atMost: least) && (least == 0 || !header.mayHold(atMost: least - 1)))
        #expect(UInt64(record.count) <= SealedRecordHeader.greatestRecordLength(around: UInt64(count)))
        guard let key = header.recordKey(ofAuthor: author) else {
            Issue.record("the author is locked out")
            return
        }
        #expect(try Hospital.open(record, key) == content)
        // The length first, which may lie across two chunks, then the content as one range.
        let leaves = try VerifiedLeaves(header.content, leafHashes: Array(record.suffix(Int(header.leafHashesLength))))
        let opener = try PayloadOpener(header.content, key)
        func read(_ range: Range<UInt64>) throws -> [UInt8] {
            var bytes: [UInt8] = []
            let chunks = try leaves.chunks(holding: range)
            for (index, place) in chunks {
                let start = header.bytes.count
                let chunk = Array(record[start + Int(place.lowerBound)..<start + Int(place.upperBound)])
                try leaves.check(chunk, index: index)
                bytes += try opener.open(chunk, index: index)
            }
            return Array(bytes.dropFirst(Int(range.lowerBound - (chunks.first?.index ?? 0) * 16_384)).prefix(range.count))
        }
        let field = leaves.lengthField
        #expect(field == Self.expected(count) - 8..<Self.expected(count))
        let opened = try read(field)
        #expect(try leaves.contentLength(opened) == UInt64(count))
        if count > 0 { #expect(try read(0..<UInt64(count)) == content) }
        let wrongLengths: [UInt64] = [.max, .max - 7, Self.expected(count), Self.expected(count) - 7, UInt64(count) + 100_000]
        for wrong in wrongLengths {
            #expect(throws: SealedRecordError.alteredPadding) { _ = try leaves.contentLength(wrong.bigEndianBytes) }
        }
        if least > 0 { #expect(throws: SealedRecordError.alteredPadding) { _ = try leaves.contentLength((least - 1).bigEndianBytes) } }
        for bytes in [[], Array(opened.dropLast()), opened + [0]] {
            #expect(throws: SealedRecordError.alteredPadding) { _ = try leaves.contentLength(bytes) }
        }
        #expect(throws: SealedRecordError.wrongLength) { _ = try leaves.chunks(holding: 0..<Self.expected(count) + 1) }
    }

    /// The author signs a payload length that belongs to no padded content.
    @Test func aPayloadOfAnotherLengthIsRefused() throws {
        var hospital = try Hospital()
        let author = UserIdentity()
        let certificate = try hospital.certify(author, name: "Dr A")
        let plan = SealingPlan(created: Hospital.now, epoch: 10, revocationSequence: 1, author: certificate)
        let genuine = RecordBytes(try hospital.seal([1], policy: "a", plan: plan, by: author))
        // 72 bytes more than the content: salt, commitment and one tag.
        for (padded, isRead) in [(64, true), (72, true), (0, false), (8, false), (63, false), (65, false), (73, false), (1025, false)] {
            let crafted = try genuine.crafted(by: author.signingKey, content: { $0.payloadLength = UInt64(padded + 72) })
            #expect(((try? Hospital.header(of: crafted)) != nil) == isRead, "\(padded)")
        }
    }
}
