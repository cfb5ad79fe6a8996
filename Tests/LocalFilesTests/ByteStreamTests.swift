import Glibc
import LocalFiles
import Cryptography
import TestSupport
import Testing

@Suite struct ByteStreamTests {
    private static let marker = Array("a patient's document in the open".utf8)

    private static func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 9) } }

    private static func all(_ input: any ByteInput, _ step: Int = 1 << 20) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let next = try input.read(step)
            if next.isEmpty { return bytes }
            bytes += next
        }
    }

    @Test(arguments: [0, 1, 16383, 16384, 16385, 32768, 4 << 20, (4 << 20) + 1, (4 << 20) + 16383, (4 << 20) + 16384, 5 << 20])
    func whatIsWrittenIntoAnEphemeralFileComesBack(_ count: Int) throws {
        let folder = TemporaryFolder()
        defer { Folder.remove(folder.file("transfer")) }
        let content = Self.content(count)
        for step in [count, 10_000] where step > 0 || count == 0 {
            let file = EphemeralFile(in: folder.file("transfer"))
            if count == 0 { try file.write([]) }
            for start in stride(from: 0, to: count, by: max(1, step)) { try file.write(Array(content[start..<min(start + step, count)])) }
            #expect(file.length == UInt64(count))
            let input = try file.finish()
            #expect(input.length == UInt64(count))
            #expect(try Self.all(input, 100_000) == content)
            #expect(try input.read(1).isEmpty)
        }
    }

    @Test func anEphemeralFileIsEncryptedAndGoesInTheEnd() throws {
        let folder = TemporaryFolder()
        let transfer = folder.file("transfer")
        defer { Folder.remove(transfer) }
        func onDisk() -> [[UInt8]] { Folder.names(in: transfer).map { TemporaryFolder.read(transfer + "/" + $0) } }
        do {
            let file = EphemeralFile(in: folder.file("transfer"))
            try file.write(Self.marker)
            #expect(onDisk().isEmpty)
            for _ in 0..<200_000 { try file.write(Self.marker) }
            #expect(onDisk().count == 1)
            #expect(onDisk().allSatisfy { $0.count > 4 << 20 && !$0.contains(Self.marker) })
            var input: (any ByteInput)? = try file.finish()
            #expect(onDisk().allSatisfy { !$0.contains(Self.marker) })
            #expect(try input?.read(Self.marker.count) == Self.marker)
            input = nil
            var status = stat()
            for name in Folder.names(in: transfer) {
                let result = unsafe stat(transfer + "/" + name, &status)
                #expect(result == 0 && status.st_mode & 0o077 == 0)
            }
        }
        #expect(onDisk().isEmpty)
        // Also of one that was given up.
        do {
            let file = EphemeralFile(in: folder.file("transfer"))
            try file.write([UInt8](repeating: 1, count: 5 << 20))
            #expect(onDisk().count == 1)
        }
        #expect(onDisk().isEmpty)
    }

    @Test func anEphemeralFileThatWasAlteredIsRefused() throws {
        let folder = TemporaryFolder()
        let transfer = folder.file("transfer")
        defer { Folder.remove(transfer) }
        let file = EphemeralFile(in: folder.file("transfer"))
        try file.write([UInt8](repeating: 1, count: 5 << 20))
        let input = try file.finish()
        let path = transfer + "/" + (try #require(Folder.names(in: transfer).first))
        var bytes = TemporaryFolder.read(path)
        bytes[bytes.count / 2] ^= 1
        TemporaryFolder.write(bytes, to: path)
        #expect(throws: (any Error).self) { _ = try Self.all(input) }
    }

    @Test(arguments: [-1, 0, 1, 100]) func aSealedRecordGoesToAFileWhenItIsLong(_ over: Int) throws {
        let folder = TemporaryFolder()
        defer { Folder.remove(folder.file("transfer")) }
        let content = Self.content(SpillingOutput.memoryLimit + over)
        do {
            let output = SpillingOutput(in: folder.file("transfer"))
            try output.write([UInt8](repeating: 0, count: 1000))
            try output.write(Array(content[1000..<content.count - 500]))
            // The beginning is known last; what follows goes to the end all the same.
            try output.write(Array(content[..<1000]), at: 0)
            try output.write(Array(content[(content.count - 500)...]))
            let copy = try output.finish()
            #expect(Folder.names(in: folder.file("transfer")).count == (over > 0 ? 1 : 0))
            for _ in 0..<2 { #expect(try Self.all(try copy.input()) == content) }
        }
        #expect(Folder.names(in: folder.file("transfer")).isEmpty)
    }

    @Test func inputsGiveEachByteOnce() throws {
        for count in [0, 1, 5] {
            for split in 0...count {
                let content = Self.content(count)
                for step in 1...7 {
                    let input = PrefixedInput(Array(content[..<split]), MemoryInput(Array(content[split...])))
                    #expect(try Self.all(input, step) == content)
                    #expect(try input.read(step).isEmpty)
                    let again = PrefixedInput(Array(content[..<split]), MemoryInput(Array(content[split...])))
                    #expect(try again.readFully(step) == Array(content.prefix(step)))
                }
            }
        }
        // Nothing was asked for, and nothing is lost.
        let input = PrefixedInput([1, 2], MemoryInput([3]))
        #expect(try input.read(0).isEmpty)
        #expect(try input.readFully(0).isEmpty)
        #expect(try Self.all(input) == [1, 2, 3])
        #expect(MemoryInput([]).read(.max).isEmpty)
        #expect(MemoryInput([1]).read(.max) == [1])
    }
}

extension Array<UInt8> {
    /// Whether `other`, which is not empty, stands somewhere in it.
    func contains(_ other: [UInt8]) -> Bool {
        guard let first = other.first else { return true }
        var start = 0
        while let place = self[start...].firstIndex(of: first) {
            if self[place...].starts(with: other) { return true }
            start = place + 1
        }
        return false
    }
}
