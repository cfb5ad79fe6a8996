import Framing
import Glibc
import LocalFiles
import Workstation

/// The accounts on this machine: each a user's folder, under its name, in one folder.
public struct Accounts: Sendable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// Names, in order.
    var names: [String] { Folder.names(in: folder).filter { Self.isName($0) && home(of: $0).isEnrolled } }

    func home(of name: String) -> UserHome { UserHome(path: folder + "/" + name) }

    /// 1 to 32 small letters, digits, hyphens and dots, no dot or hyphen first: a name that is safe as a folder's.
    static func isName(_ text: String) -> Bool {
        guard (1...32).contains(text.utf8.count), let first = text.utf8.first, isLetterOrDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        ASCII.isLowercase(byte) || ASCII.isDigit(byte)
    }
}
