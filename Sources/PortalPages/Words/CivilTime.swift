/// A moment on the calendar and the clock of a place.
struct CivilTime: Equatable {
    let year, month, day, hour, minute: Int

    /// Unix seconds, up to the year 9999, and the place's offset from UTC in minutes.
    init(_ seconds: UInt64, minutesEast: Int) {
        let local = Int(min(seconds, 253_402_214_400)) + minutesEast * 60
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let rest = local - days * 86_400
        (hour, minute) = (rest / 3600, rest / 60 % 60)
        // Eras of 400 years from 1 March of the year 0, in which the leap day is a year's last (the usual derivation of the
        // proleptic Gregorian calendar).
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
