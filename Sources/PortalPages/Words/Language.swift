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

    /// A FHIR date or dateTime as it stands: `1980-02-29` as `29 Feb 1980`, `1980-02` as `Feb 1980`, with the clock time if
    /// it says one. What is no date stays as it is.
    package func fhirTime(_ text: String) -> String {
        let parts = text.split(separator: "T", maxSplits: 1)
        let day = (parts.first ?? "").split(separator: "-").map { Int($0) }
        guard let first = day.first, let year = first, day.count <= 3 else { return text }
        var shown = digits(year)
        if day.count > 1 {
            guard let month = day[1], (1...12).contains(month) else { return text }
            shown = "\(strings.frame.months[month - 1]) \(shown)"
        }
        if day.count > 2 {
            guard let number = day[2] else { return text }
            shown = "\(digits(number)) \(shown)"
        }
        if parts.count > 1 {
            let clock = parts[1].prefix(5)
            if clock.utf8.count == 5 { shown += " \(digits(String(clock)))" }
        }
        return shown
    }

    /// Unix seconds as `25 Nov 2026 15:04`.
    package func time(_ seconds: UInt64, _ context: PageContext) -> String {
        let moment = CivilTime(seconds, minutesEast: context.utcOffsetMinutes)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day(moment)) \(digits("\(two(moment.hour)):\(two(moment.minute))"))"
    }

    /// Unix seconds as `25 Nov 2026`.
    func date(_ seconds: UInt64, _ context: PageContext) -> String {
        day(CivilTime(seconds, minutesEast: context.utcOffsetMinutes))
    }

    private func day(_ moment: CivilTime) -> String {
        "\(digits(moment.day)) \(strings.frame.months[moment.month - 1]) \(digits(moment.year))"
    }
}
