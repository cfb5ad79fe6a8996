import Glibc

/// What the operating system said last, in words.
enum SystemError {
    static var text: String { unsafe String(cString: strerror(errno)) }
}
