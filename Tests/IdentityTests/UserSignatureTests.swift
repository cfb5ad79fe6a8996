import Framing
import Identity
import Cryptography
import TestSupport
import Testing

@Suite struct UserSignatureTests {
    private static let domain = "MEDSEAL-V1-CONTENT"
    private static let other = "MEDSEAL-V1-ENVELOPE"

    private func statement(_ number: Int) -> [UInt8] { Array(utf8: "statement \(number)") }

    private func read(_ bytes: [UInt8]) throws -> UserSignature {
        var reader = ByteReader(bytes)
        let signature = try UserSignature(from: &reader, "a signature")
        try reader.finish()
        return signature
    }

    private func batch(_ count: Int, by key: borrowing Ed25519.PrivateKey) -> [UserSignature] {
        UserSignature.batch((0..<count).map { (bytes: statement($0), domain: $0 % 2 == 0 ? Self.domain : Self.other) }, by: key)
    }

    @Test func aSingleSignatureIsOfOneStatementInOneDomain() throws {
        let key = Ed25519.PrivateKey()
        let signature = UserSignature(of: statement(1), domain: Self.domain, by: key)
        let public_ = key.publicKey
        #expect(signature.bytes.count == UserSignature.singleByteCount && signature.bytes[0] == 1)
        #expect(Array(signature.bytes[1...]) == key.sign(frame(Array(utf8: Self.domain), statement(1))))
        #expect(try read(signature.bytes) == signature)
        for allowsBatch in [false, true] {
            #expect(signature.verify(statement(1), domain: Self.domain, by: public_, allowsBatch: allowsBatch))
            #expect(!signature.verify(statement(2), domain: Self.domain, by: public_, allowsBatch: allowsBatch))
            #expect(!signature.verify(statement(1), domain: Self.other, by: public_, allowsBatch: allowsBatch))
            #expect(!signature.verify(statement(1), domain: Self.domain, by: Ed25519.PrivateKey().publicKey, allowsBatch: allowsBatch))
        }
    }

    @Test(arguments: Array(2...9) + [255, 256]) func eachMemberOfABatchVerifies(count: Int) throws {
        let key = Ed25519.PrivateKey()
        let public_ = key.publicKey
        let signatures = batch(count, by: key)
        #expect(signatures.count == count)
        for (index, signature) in signatures.enumerated() {
            let (domain, wrong) = index % 2 == 0 ? (Self.domain, Self.other) : (Self.other, Self.domain)
            #expect(signature.verify(statement(index), domain: domain, by: public_, allowsBatch: true))
            #expect(!signature.verify(statement(index), domain: domain, by: public_, allowsBatch: false), "a batch where none may be")
            #expect(!signature.verify(statement(index), domain: wrong, by: public_, allowsBatch: true))
            #expect(!signature.verify(statement(count), domain: domain, by: public_, allowsBatch: true))
            let neighbour = (index + 2) % count
            if neighbour != index { #expect(!signature.verify(statement(neighbour), domain: domain, by: public_, allowsBatch: true)) }
            #expect(try read(signature.bytes) == signature)
            let path = InclusionPath.length(index: index, size: count)
            #expect(signature.bytes.count == 4 + 32 * path + 64)
            #expect(Array(signature.bytes[..<4]) == [2, UInt8(index)] + UInt16(count).bigEndianBytes)
        }
        // What the one key signed is the whole batch, by the document's formula.
        var tree = MerkleTree()
        for index in 0..<count {
            tree.append(leaf: MerkleTree.leaf(frame(Array(utf8: index % 2 == 0 ? Self.domain : Self.other), statement(index))))
        }
        let message = frame(Array(utf8: "MEDSEAL-V1-BATCH"), UInt16(count).bigEndianBytes, tree.root)
        #expect(public_.verify(Array(signatures[0].bytes.suffix(64)), of: message))
    }

    /// Whatever is changed in the bytes, they are another signature, and no good one.
    @Test(arguments: [2, 3, 5, 8]) func everyChangedByteOfABatchIsRefused(count: Int) throws {
        let key = Ed25519.PrivateKey()
        let public_ = key.publicKey
        for (index, signature) in batch(count, by: key).enumerated() {
            let domain = index % 2 == 0 ? Self.domain : Self.other
            func isGood(_ bytes: [UInt8]) -> Bool {
                (try? read(bytes))?.verify(statement(index), domain: domain, by: public_, allowsBatch: true) ?? false
            }
            let bytes = signature.bytes
            #expect(isGood(bytes))
            for position in bytes.indices {
                for change: UInt8 in [1, 2, 4, 0x80, 0xff] {
                    var changed = bytes
                    changed[position] ^= change
                    #expect(!isGood(changed), "byte \(position) of member \(index)")
                }
                #expect(!isGood(Array(bytes[..<position])))
            }
            #expect(!isGood(bytes + [0]))
            // Another place, and another size whose path is as long.
            for place in 0..<count where place != index {
                var moved = bytes
                moved[1] = UInt8(place)
                #expect(!isGood(moved))
            }
            for size in 2...16 where size != count {
                var resized = bytes
                resized.replaceSubrange(2..<4, with: UInt16(size).bigEndianBytes)
                #expect(!isGood(resized))
            }
            // As a single signature, with and without its path.
            #expect(!isGood([1] + bytes.suffix(64)))
            #expect(!isGood([1] + bytes.dropFirst()))
        }
    }

    @Test func batchesOfImpossibleSizesAreRefused() {
        let rest = [UInt8](repeating: 7, count: 32 * 9 + 64)
        for (index, size) in [(0, 0), (0, 1), (2, 2), (255, 255), (0, 257), (0, 0xffff)] as [(UInt8, UInt16)] {
            for length in [64, 96, rest.count] {
                #expect(throws: MalformedInput.self) { _ = try read([2, index] + size.bigEndianBytes + rest.suffix(length)) }
            }
        }
        for mode: UInt8 in [0, 3, 0xff] { #expect(throws: MalformedInput.self) { _ = try read([mode] + rest.suffix(64)) } }
    }

    /// Signatures of one mode, kind and key do not pass for another's: the root of a batch is not signed as a statement is.
    @Test func aBatchIsNoStatement() {
        let key = Ed25519.PrivateKey()
        let leaves = [0, 1].map { MerkleTree.leaf(frame(Array(utf8: Self.domain), statement($0))) }
        let root = InclusionPath(to: 0, among: leaves).root(of: leaves[0])
        let forged = UserSignature(of: UInt16(2).bigEndianBytes + root, domain: "MEDSEAL-V1-BATCH", by: key)
        let genuine = UserSignature.batch([(statement(0), Self.domain), (statement(1), Self.domain)], by: key)[0]
        let asBatch = Array(genuine.bytes.dropLast(64)) + forged.bytes.suffix(64)
        var reader = ByteReader(asBatch)
        let read = try? UserSignature(from: &reader, "a signature")
        #expect(read?.verify(statement(0), domain: Self.domain, by: key.publicKey, allowsBatch: true) == false)
    }
}
