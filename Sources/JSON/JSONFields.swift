/// What a value is, for whoever expects one kind of it: `nil` for another kind and for what does not fit, so that a field of
/// a document is read strictly by `node["time"]?.unsigned`.
extension JSONNode {
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    public var array: [JSONNode]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    public var object: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A whole number from 0 on, all of its 64 bits exactly; `nil` for a sign, a fraction, an exponent (`1.0` and `1e3`, too) and
    /// for what is larger.
    public var unsigned: UInt64? {
        guard case .number(let digits) = self, !digits.utf8.starts(with: "-".utf8) else { return nil }
        return UInt64(digits)
    }

    /// A whole number, exactly; `nil` for a fraction, an exponent and for what does not fit.
    public var integer: Int64? {
        guard case .number(let digits) = self else { return nil }
        return Int64(digits)
    }

    /// The binary number next to a number; `nil` for what is too large. Measurements, never quantities of a patient: these keep
    /// their digits.
    public var nearestDouble: Double? {
        guard case .number(let digits) = self, let value = Double(digits), value.isFinite else { return nil }
        return value
    }

    public var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }
}
