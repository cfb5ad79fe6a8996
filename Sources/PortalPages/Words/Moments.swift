/// Dates and times in words.
extension Language {
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
