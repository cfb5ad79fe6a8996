import AccessPolicy

/// The answer to GET `/policy/check?text=`, which the form asks for while a policy is being written.
public struct PolicyCheck: Sendable {
    /// Whether the text is a policy that the form would take.
    public let isPolicy: Bool
    /// Who can read, in words; empty if it is no policy.
    public let words: String
    /// What is wrong; empty if nothing is.
    public let error: String
    /// 1-based, of the error; 0 if it is about the whole.
    public let column: Int

    /// Reads a text as the form's field `policy` has it.
    public init(_ text: String, _ language: Language) {
        do throws(PolicyError) {
            words = PolicyInWords(try Policy(parsing: text).expression, language).text
            isPolicy = true
            error = ""
            column = 0
        } catch {
            words = ""
            isPolicy = false
            self.error = language.strings.policy.error(error, language.digits)
            column = error.column
        }
    }

    /// `{"ok":…,"words":…,"error":…,"column":…}` in UTF-8, as `application/json`.
    public var json: [UInt8] {
        Array("{\"ok\":\(isPolicy),\"words\":\(Self.quoted(words)),\"error\":\(Self.quoted(error)),\"column\":\(column)}".utf8)
    }

    /// A string of JSON (RFC 8259 §7); `<` too is written as an escape, so that the answer is harmless wherever it lands.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5c: result += "\\" + String(scalar)
            case 0x00...0x1f, 0x3c, 0x7f, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
