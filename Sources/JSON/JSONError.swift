/// Why a text is not JSON, and where. Shows nothing of the text, which is a patient's.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Reason: Equatable, Sendable {
        /// Something else than what JSON has here.
        case expected(String)
        /// The text ends inside a value.
        case endOfText
        /// Bytes that are not well-formed UTF-8.
        case notUTF8
        /// Two members of one name: programs differ in which of them they take.
        case repeatedMember
        /// Arrays and objects inside each other, more than the limit.
        case tooDeep(limit: Int)
        /// More bytes than the limit.
        case tooLong(limit: Int)
    }

    /// What was refused.
    public let reason: Reason
    /// Counted from 1; a column is a byte.
    public let line, column: Int

    /// A refusal at a line and a column, both counted from 1.
    public init(reason: Reason, line: Int, column: Int) {
        self.reason = reason
        self.line = line
        self.column = column
    }

    public var description: String {
        let what =
            switch reason {
            case .expected(let what): "\(what) is expected"
            case .endOfText: "the text ends too early"
            case .notUTF8: "the text is not UTF-8"
            case .repeatedMember: "an object has two members of one name"
            case .tooDeep(let limit): "values are nested deeper than \(limit)"
            case .tooLong(let limit): "the text is longer than \(limit) bytes"
            }
        return "line \(line), column \(column): \(what)"
    }
}
