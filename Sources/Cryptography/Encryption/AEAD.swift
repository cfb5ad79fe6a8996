internal import COpenSSL

/// The AEAD ciphers that MedSeal knows; each has a 12-byte nonce and a 16-byte tag.
package enum AEADAlgorithm: CaseIterable, Sendable {
    case aes128GCM
    case aes256GCM
    case chaCha20Poly1305

    package var keyByteCount: Int { self == .aes128GCM ? 16 : 32 }

    fileprivate var cipher: OpaquePointer? {
        switch self {
        case .aes128GCM: unsafe EVP_aes_128_gcm()
        case .aes256GCM: unsafe EVP_aes_256_gcm()
        case .chaCha20Poly1305: unsafe EVP_chacha20_poly1305()
        }
    }
}

/// An owned `EVP_CIPHER_CTX` for one key and one direction: the key schedule is computed once, then any number of
/// messages are sealed or opened, each under its own nonce.
///
/// Not `Sendable`: a call leaves traces in the context, so one thread at a time.
@safe package struct AEADContext: ~Copyable {
    package enum Direction: Sendable { case sealing, opening }

    package static let nonceByteCount = 12
    package static let tagByteCount = 16

    private let context: OpaquePointer
    private let direction: Direction

    /// - Precondition: `key` has the algorithm's length.
    package init(_ algorithm: AEADAlgorithm, _ direction: Direction, key: borrowing SecretBytes) {
        precondition(key.count == algorithm.keyByteCount, "an AEAD key of another length")
        self.direction = direction
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("libcrypto cannot make a cipher context")
        }
        unsafe self.context = context
        let done = unsafe key.withUnsafeBytes {
            unsafe EVP_CipherInit_ex(
                context, algorithm.cipher, nil, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), nil,
                direction == .sealing ? 1 : 0)
        }
        precondition(done == 1, "libcrypto cannot start a cipher")
    }

    deinit { unsafe EVP_CIPHER_CTX_free(context) }

    /// Writes ciphertext, then tag, to `output`.
    ///
    /// - Parameters:
    ///   - nonce: 12 bytes, never used before with this key.
    ///   - output: `plaintext.count + 16` bytes; it may begin where `plaintext` begins, but not overlap otherwise.
    package borrowing func seal(
        _ plaintext: UnsafeRawBufferPointer, nonce: [UInt8], authenticating aad: [UInt8],
        into output: UnsafeMutableRawBufferPointer
    ) {
        precondition(direction == .sealing && nonce.count == Self.nonceByteCount, "a misused AEAD context")
        precondition(output.count == plaintext.count + Self.tagByteCount, "an AEAD output of another length")
        var written: Int32 = 0
        var done = unsafe start(nonce, aad) && update(plaintext, into: output)
        let tag = unsafe output.baseAddress?.advanced(by: plaintext.count)
        done = unsafe done && EVP_CipherFinal_ex(context, tag?.assumingMemoryBound(to: UInt8.self), &written) == 1
        done = unsafe done && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagByteCount), tag) == 1
        precondition(done, "libcrypto cannot seal")
    }

    /// Writes the plaintext of `sealed` (ciphertext, then tag) to `output`, or wipes `output` and returns `false`.
    ///
    /// - Parameter output: `sealed.count - 16` bytes; it may begin where `sealed` begins, but not overlap otherwise.
    package borrowing func open(
        _ sealed: UnsafeRawBufferPointer, nonce: [UInt8], authenticating aad: [UInt8],
        into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        precondition(direction == .opening, "a misused AEAD context")
        guard sealed.count >= Self.tagByteCount, nonce.count == Self.nonceByteCount else { return false }
        let length = sealed.count - Self.tagByteCount
        precondition(output.count == length, "an AEAD output of another length")
        var tag = unsafe [UInt8](UnsafeRawBufferPointer(rebasing: sealed[length...]))
        var done = start(nonce, aad)
        done = unsafe done && update(UnsafeRawBufferPointer(rebasing: sealed[..<length]), into: output)
        done = unsafe done && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
        // GCM hands plaintext out before it has seen the tag, so what stands in `output` is not to be kept on failure.
        var nothing: UInt8 = 0
        var written: Int32 = 0
        done = unsafe done && EVP_CipherFinal_ex(context, &nothing, &written) == 1
        if !done { unsafe OPENSSL_cleanse(output.baseAddress, output.count) }
        return done
    }

    private borrowing func start(_ nonce: [UInt8], _ aad: [UInt8]) -> Bool {
        guard unsafe EVP_CipherInit_ex(context, nil, nil, nil, nonce, -1) == 1 else { return false }
        return unsafe aad.isEmpty || aad.withUnsafeBytes { unsafe update($0, into: nil) }
    }

    /// Feeds `input` in pieces that fit libcrypto's 32-bit lengths; with no output it is associated text.
    private borrowing func update(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer?) -> Bool {
        let piece = 1 << 30
        var offset = 0
        while offset < input.count {
            let count = min(piece, input.count - offset)
            var written: Int32 = 0
            let done = unsafe EVP_CipherUpdate(
                context, output?.baseAddress?.advanced(by: offset).assumingMemoryBound(to: UInt8.self), &written,
                input.baseAddress?.advanced(by: offset).assumingMemoryBound(to: UInt8.self), Int32(count))
            guard done == 1, Int(written) == count else { return false }
            offset += count
        }
        return true
    }
}

extension AEADContext {
    /// Ciphertext, then the 16-byte tag.
    package borrowing func seal(_ plaintext: [UInt8], nonce: [UInt8], authenticating aad: [UInt8]) -> [UInt8] {
        unsafe plaintext.withUnsafeBytes { unsafe sealed($0, nonce, aad) }
    }

    /// Ciphertext, then the 16-byte tag.
    package borrowing func seal(
        _ plaintext: borrowing SecretBytes, nonce: [UInt8], authenticating aad: [UInt8]
    ) -> [UInt8] {
        unsafe plaintext.withUnsafeBytes { unsafe sealed($0, nonce, aad) }
    }

    package borrowing func open(
        _ sealed: [UInt8], nonce: [UInt8], authenticating aad: [UInt8]
    ) throws(AuthenticationFailure) -> [UInt8] {
        guard sealed.count >= Self.tagByteCount else { throw AuthenticationFailure() }
        var plaintext = [UInt8](repeating: 0, count: sealed.count - Self.tagByteCount)
        let done = unsafe sealed.withUnsafeBytes { input in
            unsafe plaintext.withUnsafeMutableBytes { output in
                unsafe open(input, nonce: nonce, authenticating: aad, into: output)
            }
        }
        guard done else { throw AuthenticationFailure() }
        return plaintext
    }

    package borrowing func openSecret(
        _ sealed: [UInt8], nonce: [UInt8], authenticating aad: [UInt8]
    ) throws(AuthenticationFailure) -> SecretBytes {
        guard sealed.count >= Self.tagByteCount else { throw AuthenticationFailure() }
        var done = false
        let plaintext = unsafe SecretBytes(count: sealed.count - Self.tagByteCount) { output in
            done = unsafe sealed.withUnsafeBytes { unsafe open($0, nonce: nonce, authenticating: aad, into: output) }
        }
        guard done else { throw AuthenticationFailure() }
        return plaintext
    }

    private borrowing func sealed(_ plaintext: UnsafeRawBufferPointer, _ nonce: [UInt8], _ aad: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: plaintext.count + Self.tagByteCount) { output, count in
            unsafe seal(plaintext, nonce: nonce, authenticating: aad, into: UnsafeMutableRawBufferPointer(output))
            count = plaintext.count + Self.tagByteCount
        }
    }
}
