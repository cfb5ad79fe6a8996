internal import COpenSSL

/// How much work and memory scrypt spends on one passphrase: N = 2^logN blocks, r = 8, p = 1, so 2^(logN + 10) bytes.
public struct ScryptCost: Equatable, Sendable {
    /// The values that MedSeal accepts from outside: 1 MiB to 1 GiB of memory.
    public static let acceptedLogN: ClosedRange<UInt8> = 10...20
    /// The least value that MedSeal itself writes: 128 MiB.
    public static let leastLogN: UInt8 = 17
    /// log N = 17: 128 MiB, about half a second on a present-day core.
    public static let standard = ScryptCost(unchecked: leastLogN)

    /// Binary logarithm of N: 128 · r · N bytes of memory, so 2^logN KiB.
    public let logN: UInt8
    /// Block size (RFC 7914 §2), the same in everything that MedSeal writes.
    public static let r: UInt32 = 8
    /// Parallelisation (RFC 7914 §2), the same in everything that MedSeal writes.
    public static let p: UInt32 = 1

    /// `nil` unless `logN` is in 17…20.
    public init?(logN: UInt8) {
        guard logN >= Self.leastLogN, Self.acceptedLogN.contains(logN) else { return nil }
        self.logN = logN
    }

    /// Any accepted value, the weak ones included: for tests, and for reading what was sealed elsewhere.
    package init?(insecureLogN logN: UInt8) {
        guard Self.acceptedLogN.contains(logN) else { return nil }
        self.logN = logN
    }

    private init(unchecked logN: UInt8) { self.logN = logN }
}

/// scrypt could not have the memory it needs.
public struct ScryptOutOfMemory: Error, Equatable, Sendable, CustomStringConvertible {
    /// Bytes that were asked for.
    public let byteCount: UInt64

    public var description: String { "scrypt needs \(byteCount >> 20) MiB of memory, which the system did not give" }
}

/// scrypt (RFC 7914) on OpenSSL.
public enum Scrypt {
    /// `count` bytes from `passphrase`, which is taken as it is: normalising a typed text is the caller's matter.
    ///
    /// - Throws: ``ScryptOutOfMemory`` if 2^(logN + 10) bytes cannot be had.
    public static func derive(
        passphrase: borrowing SecretBytes, salt: [UInt8], cost: ScryptCost, count: Int
    ) throws(ScryptOutOfMemory) -> SecretBytes {
        try derive(
            passphrase: passphrase, salt: salt, n: 1 << UInt64(cost.logN), r: UInt64(ScryptCost.r),
            p: UInt64(ScryptCost.p), count: count)
    }

    /// With free parameters, as RFC 7914's vectors need them.
    package static func derive(
        passphrase: borrowing SecretBytes, salt: [UInt8], n: UInt64, r: UInt64, p: UInt64, count: Int
    ) throws(ScryptOutOfMemory) -> SecretBytes {
        // V and B of RFC 7914 §6, and the mixing function's two scratch blocks: libcrypto's own limit is 32 MiB.
        let memory = 128 * r * (n + p + 2)
        var done: Int32 = 0
        let derived = unsafe SecretBytes(count: count) { output in
            unsafe passphrase.withUnsafeBytes { passphrase in
                done = unsafe EVP_PBE_scrypt(
                    passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count, salt, salt.count,
                    n, r, p, memory, output.baseAddress?.assumingMemoryBound(to: UInt8.self), output.count)
            }
        }
        guard done == 1 else { throw ScryptOutOfMemory(byteCount: memory) }
        return derived
    }
}
