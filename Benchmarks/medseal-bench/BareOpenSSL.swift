import COpenSSL

/// AES-256-GCM of libcrypto with nothing around it: what sealing is measured against.
@safe final class BareCipher {
    private static let blockLength = 16384
    private let context: OpaquePointer
    private var block = [UInt8](repeating: 0, count: blockLength)

    init(key: [UInt8], nonce: [UInt8]) {
        guard let context = unsafe EVP_CIPHER_CTX_new(),
            unsafe EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
        else { preconditionFailure("libcrypto cannot start a cipher") }
        unsafe self.context = context
    }

    deinit { unsafe EVP_CIPHER_CTX_free(context) }

    /// Encrypts `count` bytes in place, 16 KiB at a time.
    func encrypt(_ count: Int) {
        var rest = count
        unsafe block.withUnsafeMutableBufferPointer { block in
            while rest > 0 {
                var written: Int32 = 0
                let length = min(rest, Self.blockLength)
                let done = unsafe EVP_EncryptUpdate(context, block.baseAddress, &written, block.baseAddress, Int32(length))
                precondition(done == 1, "libcrypto cannot encrypt")
                rest -= length
            }
        }
    }
}

/// SHA-256 of libcrypto with nothing around it.
@safe final class BareHash {
    private static let blockLength = 16384
    private let context: OpaquePointer
    private let block = [UInt8](repeating: 0, count: blockLength)

    init() {
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("libcrypto cannot make a digest context") }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Hashes `count` bytes, 16 KiB to a digest.
    func hash(_ count: Int) {
        var rest = count
        var digest = [UInt8](repeating: 0, count: 32)
        while rest > 0 {
            let length = min(rest, Self.blockLength)
            let done =
                unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
                && EVP_DigestUpdate(context, block, length) == 1 && EVP_DigestFinal_ex(context, &digest, nil) == 1
            precondition(done, "libcrypto cannot hash")
            rest -= length
        }
    }
}
