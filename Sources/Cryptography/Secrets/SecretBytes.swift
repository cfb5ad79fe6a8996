internal import COpenSSL
import Glibc

/// A secret in one heap allocation, which cannot be copied by accident and is wiped when it goes.
///
/// It prints as `<redacted>` and is opened only through ``withUnsafeBytes(_:)`` and ``revealed()``: search for those two
/// names to find every place where a secret is touched.
@safe public struct SecretBytes: ~Copyable, @unchecked Sendable {
    // Sendable: the allocation is written only by whoever owns it alone: while it is being made, by the writer that grows
    // it, and by `deinit`.
    private let storage: UnsafeMutableRawBufferPointer

    /// Number of bytes.
    public var count: Int { unsafe storage.count }

    /// Copies `bytes`; wiping the source is left to the caller.
    public init(copying bytes: some Collection<UInt8>) {
        unsafe storage = .allocate(byteCount: bytes.count, alignment: 16)
        unsafe storage.copyBytes(from: bytes)
    }

    /// Allocates `count` zero bytes and lets `body` fill them in place.
    public init<E: Error>(count: Int, initializing body: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        unsafe storage = .allocate(byteCount: count, alignment: 16)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
        try unsafe body(storage)
    }

    /// `count` bytes from `source`, the system's generator unless a test injects another.
    public init(randomCount count: Int, using source: inout some RandomNumberGenerator) {
        unsafe storage = .allocate(byteCount: count, alignment: 16)
        // The system's generator gives a word at a time, each for a call into the kernel; asked directly it gives all at once.
        if source is SystemRandomNumberGenerator, count <= 256 {
            let done = unsafe count == 0 || getentropy(storage.baseAddress!, count) == 0
            precondition(done, "the operating system gives no randomness")
            return
        }
        for start in stride(from: 0, to: count, by: 8) {
            var word = source.next() as UInt64
            for index in start..<min(start + 8, count) {
                unsafe storage[index] = UInt8(truncatingIfNeeded: word)
                word >>= 8
            }
        }
    }

    /// `count` bytes from the operating system's generator.
    public init(randomCount count: Int) {
        var system = SystemRandomNumberGenerator()
        self.init(randomCount: count, using: &system)
    }

    /// Takes over the bytes of `array`, which must be uniquely referenced, and wipes it.
    public init(wiping array: inout [UInt8]) {
        self.init(copying: array)
        wipe(&array)
    }

    /// The parts, one after the other.
    public static func concatenating(_ first: borrowing SecretBytes, _ second: borrowing SecretBytes) -> SecretBytes {
        unsafe SecretBytes(count: first.count + second.count) { output in
            unsafe first.withUnsafeBytes { unsafe output.copyBytes(from: $0) }
            unsafe second.withUnsafeBytes {
                unsafe UnsafeMutableRawBufferPointer(rebasing: output[first.count...]).copyBytes(from: $0)
            }
        }
    }

    /// A wiped copy of a part.
    ///
    /// - Precondition: `range` lies within the secret.
    public borrowing func slice(_ range: Range<Int>) -> SecretBytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a slice beyond the secret's end")
        return unsafe SecretBytes(copying: UnsafeRawBufferPointer(rebasing: storage[range]))
    }

    /// Copies `bytes` over what stands from `offset` on: for ``SecretWriter``, which owns its secret alone.
    mutating func overwrite(at offset: Int, with bytes: UnsafeRawBufferPointer) {
        unsafe UnsafeMutableRawBufferPointer(rebasing: storage[offset..<offset + bytes.count]).copyBytes(from: bytes)
    }

    deinit {
        unsafe OPENSSL_cleanse(storage.baseAddress, storage.count)
        unsafe storage.deallocate()
    }

    /// Opens the secret for the duration of `body`, which must not let the pointer escape.
    public borrowing func withUnsafeBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe body(UnsafeRawBufferPointer(storage))
    }

    /// A copy of the secret as an array, which nothing wipes unless the caller does with ``wipe(_:)``: for interfaces
    /// that take arrays only.
    public borrowing func revealed() -> [UInt8] {
        unsafe Array(storage)
    }

    /// A second, independently wiped copy.
    public borrowing func duplicate() -> SecretBytes {
        unsafe SecretBytes(copying: UnsafeRawBufferPointer(storage))
    }

    /// Compares in time that depends on the lengths only.
    public borrowing func constantTimeEquals(_ other: borrowing SecretBytes) -> Bool {
        guard count == other.count else { return false }
        return unsafe CRYPTO_memcmp(storage.baseAddress, other.storage.baseAddress, count) == 0
    }

    /// What a log or a debugger may show.
    public var description: String { "<redacted>" }
}

/// Overwrites an array with zeros in a way that the optimiser does not remove, and empties it.
///
/// The array must be uniquely referenced: another reference would keep the old bytes.
public func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    bytes = []
}

/// Compares two byte strings in time that depends on their lengths only.
public func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe a.withUnsafeBytes { a in
        unsafe b.withUnsafeBytes { b in unsafe CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
    }
}
