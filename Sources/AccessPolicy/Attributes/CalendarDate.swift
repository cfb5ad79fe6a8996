import Framing

/// Dates of the proleptic Gregorian calendar, years 0001 to 9999, as the decimal number YYYYMMDD: it fits in 27 bits and
/// orders as dates do.
enum CalendarDate {
    /// `YYYY-MM-DD` to its number; `nil` if the text has another shape.
    ///
    /// - Throws: `.value` if the shape is right but there is no such day.
    static func parse(_ text: String, column: Int) throws(PolicyError) -> UInt64? {
        let characters = Array(text.utf8)
        guard characters.count == 10, characters[4] == UInt8(ascii: "-"), characters[7] == UInt8(ascii: "-") else {
            return nil
        }
        var digits: [UInt64] = []
        for (position, character) in characters.enumerated() where position != 4 && position != 7 {
            guard let digit = ASCII.decimalValue(character) else { return nil }
            digits.append(UInt64(digit))
        }
        let number = digits.reduce(0) { $0 * 10 + $1 }
        guard isDay(number) else { throw PolicyError(.value("\(text) is not a day of the calendar"), column: column) }
        return number
    }

    /// The text of a number that `parse` gave.
    static func text(_ number: UInt64) -> String {
        func padded(_ value: UInt64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(number / 10000, 4))-\(padded(number / 100 % 100, 2))-\(padded(number % 100, 2))"
    }

    /// Whether the number is that of a day.
    static func isDay(_ number: UInt64) -> Bool {
        let (year, month, day) = (number / 10000, number / 100 % 100, number % 100)
        let leap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths: [UInt64] = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return year >= 1 && (1...12).contains(month) && (1...lengths[Int(month) - 1]).contains(day)
    }
}
