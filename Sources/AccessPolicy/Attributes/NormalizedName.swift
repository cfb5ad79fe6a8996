internal import CUTF8Proc

/// The one spelling of an attribute's name: Unicode Normalization Form C (UAX #15), by utf8proc.
enum NormalizedName {
    /// Checks and normalises a name as a policy or an attribute set gives it.
    ///
    /// Refused are the empty name, control characters, the bidirectional controls that can make a policy read other than
    /// it is (Unicode TR #36 §2.5), code points that Unicode has not assigned, whose normal form and category a later
    /// version may settle otherwise, and more than ``Policy/maximumNameLength`` bytes.
    static func make(_ text: String, column: Int) throws(PolicyError) -> String {
        // Normalisation shortens no text to less than a third (Hangul syllables), but sorts a run of combining marks in
        // quadratic time: it gets nothing that will be refused anyway.
        guard text.utf8.count <= 4 * Attribute.maximumNameLength else { throw tooLong(text, column) }
        // In ASCII every code point but the controls is assigned and no text has another normal form.
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return try ofFittingLength(text, column) }
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                throw PolicyError(.name("a name with a control character (U+\(hex(scalar)))"), column: column)
            }
            if scalar.properties.generalCategory == .unassigned {
                throw PolicyError(.name("a name with the unassigned code point U+\(hex(scalar))"), column: column)
            }
        }
        guard let normalized = normalizationFormC(text) else {
            throw PolicyError(.name("a name that cannot be normalised"), column: column)
        }
        return try ofFittingLength(normalized, column)
    }

    private static func ofFittingLength(_ name: String, _ column: Int) throws(PolicyError) -> String {
        guard !name.isEmpty else { throw PolicyError(.name("an empty name"), column: column) }
        guard name.utf8.count <= Attribute.maximumNameLength else { throw tooLong(name, column) }
        return name
    }

    /// What a message may show of a text that nobody has checked yet: without what moves a terminal's cursor.
    static func excerpt(_ text: String, _ length: Int) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(length) { shown.append(isControl(scalar) ? "\u{fffd}" : scalar) }
        return String(shown)
    }

    private static func tooLong(_ text: String, _ column: Int) -> PolicyError {
        PolicyError(
            .name("a name of \(text.utf8.count) bytes; at most \(Attribute.maximumNameLength) are allowed"), column: column)
    }

    /// Control characters, line and paragraph separators, and what changes the direction of the text around it.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: scalar.properties.generalCategory == .control
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
            let options = utf8proc_option_t(UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue | UTF8PROC_REJECTNA.rawValue)
            let length = unsafe utf8proc_map(input.baseAddress, input.count, &output, options)
            guard length >= 0, let output = unsafe output else { return nil }
            defer { unsafe free(output) }
            return unsafe String(validating: UnsafeBufferPointer(start: output, count: length), as: UTF8.self)
        }
    }
}
