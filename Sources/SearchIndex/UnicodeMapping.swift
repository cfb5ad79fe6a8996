internal import CUTF8Proc

/// The two steps of folding that utf8proc does.
///
/// Both sort runs of combining marks in quadratic time: ``FoldedText`` gives them at most
/// ``FoldedText/greatestRunLength`` code points at once, of which each becomes 18 at most.
enum UnicodeMapping {
    /// Compatibility decomposition (NFKD, UAX #15) with full case folding, without default-ignorable code points such as
    /// joiners, soft hyphens and the byte order mark.
    static func decomposedAndCaseFolded(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        map(
            scalars,
            UTF8PROC_STABLE.rawValue | UTF8PROC_DECOMPOSE.rawValue | UTF8PROC_COMPAT.rawValue | UTF8PROC_CASEFOLD.rawValue
                | UTF8PROC_IGNORE.rawValue)
    }

    /// Normalization Form C.
    static func composed(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        map(scalars, UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue)
    }

    /// utf8proc refuses nothing that is UTF-8, so what a failure would mean, that there is no memory, ends the program as
    /// everywhere in Swift.
    private static func map(_ scalars: String.UnicodeScalarView, _ options: UInt32) -> String.UnicodeScalarView {
        let bytes = [UInt8](String(scalars).utf8)
        if bytes.isEmpty { return scalars }
        return unsafe bytes.withUnsafeBufferPointer { input in
            var output: UnsafeMutablePointer<UInt8>? = nil
            let length = unsafe utf8proc_map(input.baseAddress, input.count, &output, utf8proc_option_t(options))
            guard length >= 0, let output = unsafe output else { preconditionFailure("utf8proc cannot map UTF-8") }
            defer { unsafe free(output) }
            return unsafe String(decoding: UnsafeBufferPointer(start: output, count: length), as: UTF8.self).unicodeScalars
        }
    }
}
