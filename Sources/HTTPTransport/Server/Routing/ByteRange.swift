import Framing

/// A part of a representation, in bytes (RFC 9110 §14).
package struct ByteRange: Equatable {
    package let offset: UInt64
    package let length: UInt64

    package enum Outcome: Equatable {
        /// No `Range` field, or one that RFC 9110 §14.2 says to ignore: another unit, bad syntax, several ranges.
        case whole
        case part(ByteRange)
        case unsatisfiable
    }

    /// Reads a `Range` field against a representation of `total` bytes.
    package static func parse(_ field: String?, total: UInt64) -> Outcome {
        guard let field, field.lowercased().hasPrefix("bytes=") else { return .whole }
        let parts = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = number(parts[0]), let last = number(parts[1]) else { return .whole }
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let suffix?):
            guard suffix > 0, total > 0 else { return .unsatisfiable }
            let length = min(suffix, total)
            return .part(ByteRange(offset: total - length, length: length))
        case (let first?, let last):
            if let last, last < first { return .whole }
            guard first < total else { return .unsatisfiable }
            let end = min(last ?? (total - 1), total - 1)
            return .part(ByteRange(offset: first, length: end - first + 1))
        }
    }

    /// Empty text is no number, broken text is no range at all: an optional in an optional.
    private static func number(_ text: Substring) -> UInt64?? {
        if text.isEmpty { return .some(nil) }
        guard text.utf8.count <= 18, text.utf8.allSatisfy(ASCII.isDigit), let value = UInt64(text) else { return nil }
        return .some(value)
    }
}
