import Glibc

/// What the operating system said last, in words.
public enum SystemError {
    public static var text: String { unsafe String(cString: strerror(errno)) }
}
