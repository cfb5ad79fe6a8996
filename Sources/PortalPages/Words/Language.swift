/// The languages of the portal.
public enum Language: String, CaseIterable, Hashable, Sendable {
    /// The raw values are those of the field `language`, of the cookie and of `<html lang>`.
    case english = "en"
    case bangla = "bn"
}
