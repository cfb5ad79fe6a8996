/// Why a form's content is refused. Shows nothing of it.
public enum MalformedForm: Error, Equatable, Sendable, CustomStringConvertible {
    /// The `Content-Type` is not what the form's reader takes, or has no boundary of 1 to 70 characters.
    case contentType
    /// The form, or all its fields together, are longer than so many bytes.
    case tooLong(limit: Int)
    /// There are more fields and files.
    case tooManyFields(limit: Int)
    /// One field is longer than so many bytes.
    case fieldTooLong(limit: Int)
    /// Percent-encoding is broken, or a name or value is not UTF-8.
    case encoding
    /// Something stands before the first boundary.
    case preamble
    /// A boundary is followed by something other than a line end or two hyphens.
    case delimiter
    /// Something stands behind the last boundary.
    case epilogue
    /// A part's header section is not well-formed, or says what no browser says.
    case partHeader
    /// A part's header section is longer than so many bytes.
    case partHeaderTooLong(limit: Int)
    /// A file's name holds a control character, is longer than 255 bytes, or is no name.
    case filename
    /// The last boundary is missing.
    case truncated

    public var description: String {
        switch self {
        case .contentType: "the form's content type is not one that is read here"
        case .tooLong(let limit): "the form is longer than \(limit) bytes"
        case .tooManyFields(let limit): "the form has more than \(limit) fields"
        case .fieldTooLong(let limit): "a field of the form is longer than \(limit) bytes"
        case .encoding: "the form's encoding is not well-formed UTF-8 text"
        case .preamble: "something stands before the form's first boundary"
        case .delimiter: "a boundary of the form is not at the end of its line"
        case .epilogue: "something stands behind the form's last boundary"
        case .partHeader: "a part of the form has a malformed header section"
        case .partHeaderTooLong(let limit): "a part's header section is longer than \(limit) bytes"
        case .filename: "a file's name holds a control character or is no name"
        case .truncated: "the form ends before its last boundary"
        }
    }

    /// The refusal as an answer: 413 for what is too long, 415 for another content type, else 400.
    public var problem: Problem {
        switch self {
        case .tooLong, .tooManyFields, .fieldTooLong, .partHeaderTooLong:
            Problem(
                status: 413, code: "form-too-large", title: "The form is too large", detail: description, remedy: "Send less at a time.")
        case .contentType:
            Problem(
                status: 415, code: "form-content-type", title: "The content is not a form of this kind", detail: description,
                remedy: "Send the form from the page on which it stands.")
        case .filename:
            Problem(
                status: 400, code: "form-filename", title: "A file's name cannot be taken", detail: description,
                remedy: "Give the file a plain name and choose it again.")
        default:
            Problem(
                status: 400, code: "malformed-form", title: "The form could not be read", detail: description,
                remedy: "Load the page again and send the form once more.")
        }
    }
}
