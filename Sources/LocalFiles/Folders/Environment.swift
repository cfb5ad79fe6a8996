import Glibc

/// The environment in which the program was started.
public enum Environment {
    /// The value of an environment variable, if it is set and not empty.
    public static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }
}
