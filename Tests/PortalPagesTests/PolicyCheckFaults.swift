import AccessPolicy
import PortalPages

extension PolicyCheck {
    /// The fault of a text that is no policy.
    static func fault(_ text: String) -> FieldFault {
        do throws(PolicyError) {
            _ = try Policy(parsing: text)
            return .missing
        } catch { return .notAPolicy(error) }
    }

    /// The fault of a text that is no attribute.
    static func attributeFault(_ text: String) -> FieldFault {
        do throws(PolicyError) {
            _ = try Attribute(parsing: text)
            return .missing
        } catch { return .notAnAttribute(error) }
    }
}
