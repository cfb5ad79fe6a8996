/// Ciphertext that stays in memory while it is short, and goes to a temporary file when it is not.
package final class SpillingOutput: ByteOutput {
    /// Bytes up to which memory serves.
    package static let memoryLimit = 32 << 20

    private let folder: String
    private var memory = MemoryOutput()
    private var file: (place: TemporaryFile, output: OutputFile)?

    package init(in folder: String) { self.folder = folder }

    package func write(_ bytes: [UInt8]) throws {
        if file == nil, memory.bytes.count + bytes.count > Self.memoryLimit {
            let place = try TemporaryFile(in: folder)
            let output = try OutputFile(place.path)
            try output.write(memory.bytes)
            memory = MemoryOutput()
            file = (place, output)
        }
        if let file { try file.output.write(bytes) } else { memory.write(bytes) }
    }

    package func write(_ bytes: [UInt8], at offset: UInt64) throws {
        if let file { try file.output.write(bytes, at: offset) } else { memory.write(bytes, at: offset) }
    }

    /// What was written; nothing more can be.
    package func finish() throws -> SealedCopy {
        guard let file else { return SealedCopy(.memory(memory.bytes)) }
        // It need not survive a crash: the store has it, or the user still has what it was made from.
        try file.output.commit(synchronized: false)
        return SealedCopy(.file(file.place))
    }
}

/// A sealed record on this machine, to be read as often as needed; gone with this.
public final class SealedCopy {
    package enum Place {
        case memory([UInt8])
        case file(TemporaryFile)
    }

    package let place: Place

    init(_ place: Place) { self.place = place }

    /// The sealed bytes from the beginning.
    public func input() throws -> any ByteInput {
        switch place {
        case .memory(let bytes): MemoryInput(bytes)
        case .file(let file): try InputFile(file.path)
        }
    }

    /// Up to `count` sealed bytes from `offset`, fewer only at the end.
    public func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
        switch place {
        case .memory(let bytes): Array(bytes.dropFirst(Int(clamping: offset)).prefix(count))
        case .file(let file): try InputFile(file.path).read(count, at: offset)
        }
    }
}
