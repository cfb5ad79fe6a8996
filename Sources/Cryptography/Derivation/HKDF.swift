/// HKDF (RFC 5869) over OpenSSL's HMAC, with SHA-256 or SHA-512.
///
/// The two steps are built here from HMAC because libcrypto's own HKDF bounds the length of `info`, and a policy or a
/// context of a record may be longer.
public enum HKDF {
    /// Extract with SHA-256, then expand, to `count` bytes (at most 8160).
    public static func sha256(secret: borrowing SecretBytes, salt: [UInt8], info: [UInt8], count: Int) -> SecretBytes {
        expandSHA256(pseudorandomKey: extractSHA256(secret: secret, salt: salt), info: info, count: count)
    }

    /// Extract with SHA-512, then expand, to `count` bytes (at most 16320).
    public static func sha512(secret: borrowing SecretBytes, salt: [UInt8], info: [UInt8], count: Int) -> SecretBytes {
        expandSHA512(pseudorandomKey: extractSHA512(secret: secret, salt: salt), info: info, count: count)
    }

    /// RFC 5869 §2.2 with SHA-256: a pseudorandom key of 32 bytes.
    public static func extractSHA256(secret: borrowing SecretBytes, salt: [UInt8]) -> SecretBytes {
        extract(.sha256, secret, salt)
    }

    /// RFC 5869 §2.2 with SHA-512: a pseudorandom key of 64 bytes.
    public static func extractSHA512(secret: borrowing SecretBytes, salt: [UInt8]) -> SecretBytes {
        extract(.sha512, secret, salt)
    }

    /// RFC 5869 §2.3 with SHA-256, to `count` bytes (at most 8160).
    public static func expandSHA256(pseudorandomKey: borrowing SecretBytes, info: [UInt8], count: Int) -> SecretBytes {
        expand(.sha256, pseudorandomKey, info, count)
    }

    /// RFC 5869 §2.3 with SHA-512, to `count` bytes (at most 16320).
    public static func expandSHA512(pseudorandomKey: borrowing SecretBytes, info: [UInt8], count: Int) -> SecretBytes {
        expand(.sha512, pseudorandomKey, info, count)
    }

    private static func extract(_ hash: HMACHash, _ secret: borrowing SecretBytes, _ salt: [UInt8]) -> SecretBytes {
        // No salt means a string of zeros; HMAC pads its key with zeros, so an empty key is the same.
        let context = HMACContext(hash, key: salt)
        unsafe secret.withUnsafeBytes { unsafe context.update($0) }
        return context.finish()
    }

    /// T(i) = HMAC(key, T(i − 1) ‖ info ‖ i); the output is T(1) ‖ T(2) ‖ … cut to `count`.
    private static func expand(
        _ hash: HMACHash, _ key: borrowing SecretBytes, _ info: [UInt8], _ count: Int
    ) -> SecretBytes {
        precondition(count >= 0 && count <= 255 * hash.byteCount, "HKDF ends at 255 blocks")
        let context = HMACContext(hash, key: key)
        return unsafe SecretBytes(count: count) { output in
            var previous = SecretBytes(copying: [UInt8]())
            var offset = 0
            var index: UInt8 = 1
            while offset < count {
                unsafe previous.withUnsafeBytes { unsafe context.update($0) }
                previous = context.code([info, [index]])
                let block = min(previous.count, count - offset)
                unsafe previous.withUnsafeBytes {
                    unsafe UnsafeMutableRawBufferPointer(rebasing: output[offset..<offset + block])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<block]))
                }
                offset += block
                index &+= 1
            }
        }
    }
}
