internal import CUTF8Proc

/// The one spelling of an attribute's name: Unicode Normalization Form C (UAX #15), by utf8proc.
enum NormalizedName {
    /// Checks and normalises a name as a policy or an attribute set gives it.
    ///
    /// Refused are the empty name, control characters, the bidirectional controls that can make a policy read other than
    /// it is (Unicode TR #36 §2.5), and more than ``Policy/maximumNameLength`` bytes.
    static func make(_ text: String, column: Int) throws(PolicyError) -> String {
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .control || isBidirectionalControl(scalar) {
                throw PolicyError(.name("a name with a control character (U+\(hex(scalar)))"), column: column)
            }
        }
        guard let normalized = normalizationFormC(text) else {
            throw PolicyError(.name("a name that cannot be normalised"), column: column)
        }
        guard !normalized.isEmpty else { throw PolicyError(.name("an empty name"), column: column) }
        guard normalized.utf8.count <= Policy.maximumNameLength else {
            throw PolicyError(
                .name("a name of \(normalized.utf8.count) bytes; at most \(Policy.maximumNameLength) are allowed"),
                column: column)
        }
        return normalized
    }

    private static func isBidirectionalControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func normalizationFormC(_ text: String) -> String? {
        let bytes = [UInt8](text.utf8)
        if bytes.allSatisfy({ $0 < 0x80 }) { return text }
        return unsafe bytes.withUnsafeBufferPointer { input -> String? in
            var output: UnsafeMutablePointer<UInt8>? = nil
            let options = utf8proc_option_t(UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue)
            let length = unsafe utf8proc_map(input.baseAddress, input.count, &output, options)
            guard length >= 0, let output = unsafe output else { return nil }
            defer { unsafe free(output) }
            return unsafe String(validating: UnsafeBufferPointer(start: output, count: length), as: UTF8.self)
        }
    }
}
