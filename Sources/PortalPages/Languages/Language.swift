/// The languages of the portal.
public enum Language: String, CaseIterable, Hashable, Sendable {
    /// The raw values are those of the field `language`, of the cookie and of `<html lang>`.
    case english = "en"
    /// Bengali, as it is written in Bangladesh.
    case bangla = "bn"
}

extension Language {
    /// ASCII digits in a text as this language writes them.
    func digits(_ text: String) -> String {
        switch self {
        case .english: text
        case .bangla: Digits.bangla(text)
        }
    }

    /// A number without grouping: an epoch, a version, an age.
    func digits(_ number: Int) -> String { digits(String(number)) }

    /// A count, grouped: `1,234,567` in English, `১২,৩৪,৫৬৭` in Bangla.
    package func number(_ number: Int) -> String {
        let digits = String(number)
        var result: [Character] = []
        for (position, digit) in digits.reversed().enumerated() {
            let isBoundary =
                switch self {
                case .english: position > 0 && position.isMultiple(of: 3)
                // Thousands, lakhs, crores.
                case .bangla: position >= 3 && (position - 3).isMultiple(of: 2)
                }
            if isBoundary { result.append(",") }
            result.append(digit)
        }
        return self.digits(String(result.reversed()))
    }

    /// Bytes with a decimal unit: `812 B`, `1.4 MB`.
    package func size(_ bytes: UInt64) -> String {
        let units =
            switch self {
            case .english: ["B", "kB", "MB", "GB", "TB"]
            case .bangla: ["বাইট", "কিলোবাইট", "মেগাবাইট", "গিগাবাইট", "টেরাবাইট"]
            }
        // Tenths of the unit, rounded down.
        var (tenths, unit) = (bytes.multipliedReportingOverflow(by: 10), 0)
        if tenths.overflow {
            tenths.partialValue = bytes / 100
            unit = 1
        }
        while tenths.partialValue >= 10_000, unit < units.count - 1 {
            tenths.partialValue /= 1000
            unit += 1
        }
        let value = tenths.partialValue
        let text = unit == 0 || value % 10 == 0 ? String(value / 10) : "\(value / 10).\(value % 10)"
        return "\(digits(text)) \(units[unit])"
    }
}
