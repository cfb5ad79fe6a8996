import Framing

/// MedSeal's one way from a secret to a key: HKDF-SHA-512 (RFC 5869) with an empty salt and
/// info = frame("MEDSEAL-V1", label, context …), so that no two uses share an output.
public enum KeyDerivation {
    /// - Parameter context: public values that the key is bound to.
    /// - Returns: 32 bytes unless `count` says otherwise.
    public static func derive(
        _ secret: borrowing SecretBytes, _ label: String, _ context: [[UInt8]], count: Int = 32
    ) -> SecretBytes {
        HKDF.sha512(
            secret: secret, salt: [], info: frame([Array(utf8: "MEDSEAL-V1"), Array(utf8: label)] + context), count: count)
    }
}
