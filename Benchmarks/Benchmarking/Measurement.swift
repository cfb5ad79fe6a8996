/// What was measured, under which circumstances, and what came of it.
package struct Measurement: Equatable, Sendable {
    /// What the numbers are.
    package enum Unit: String, Sendable {
        /// Nanoseconds for one call.
        case nanoseconds = "ns"
        /// A length, which does not vary.
        case bytes = "bytes"
        /// Welch's t; `min`, `median` and `p95` are the same number.
        case t = "t"
    }

    /// What tells one measurement of a run from another.
    package struct Subject: Hashable, Sendable {
        /// For example `g1.mul`; names are kept from version to version.
        package var name: String
        /// For operations of a scheme.
        package var scheme: String?
        /// Number of attributes in the policy or the key, or of entries.
        package var n: Int?
        /// Shape of the policy, where it is not a conjunction only.
        package var policy: String?
        /// Length of a payload in bytes.
        package var size: Int?

        package init(_ name: String, scheme: String? = nil, n: Int? = nil, policy: String? = nil, size: Int? = nil) {
            self.name = name
            self.scheme = scheme
            self.n = n
            self.policy = policy
            self.size = size
        }

        /// For people: name and what belongs to it.
        package var title: String {
            var title = name
            if let scheme { title += " \(scheme)" }
            if let policy { title += " \(policy)" }
            if let n { title += " n=\(n)" }
            if let size { title += " \(Quantity.binaryBytes(size))" }
            return title
        }
    }

    /// Where and with what it was measured.
    package struct Circumstances: Hashable, Sendable {
        /// Processor and system.
        package var machine: String
        /// The arithmetic kernel, such as `adx`.
        package var kernel: String
        /// MedSeal's version.
        package var version: String
        /// The commit of the checkout that the program was run in, or `unknown`.
        package var commit: String
        /// Independent copies that ran at the same time.
        package var threads: Int

        package init(machine: String, kernel: String, version: String, commit: String, threads: Int) {
            self.machine = machine
            self.kernel = kernel
            self.version = version
            self.commit = commit
            self.threads = threads
        }
    }

    package var subject: Subject
    package var unit: Unit
    package var minimum: Double
    package var median: Double
    package var percentile95: Double
    /// Calls that were timed.
    package var iterations: Int
    /// Calls in a second by all threads together; for times only.
    package var perSecond: Double?
    package var circumstances: Circumstances

    package init(
        _ subject: Subject, unit: Unit, minimum: Double, median: Double, percentile95: Double, iterations: Int,
        perSecond: Double? = nil, _ circumstances: Circumstances
    ) {
        self.subject = subject
        self.unit = unit
        self.minimum = minimum
        self.median = median
        self.percentile95 = percentile95
        self.iterations = iterations
        self.perSecond = perSecond
        self.circumstances = circumstances
    }

    /// A single value: a length, or a t.
    package init(_ subject: Subject, _ value: Double, _ unit: Unit, iterations: Int = 1, _ circumstances: Circumstances) {
        self.init(
            subject, unit: unit, minimum: value, median: value, percentile95: value, iterations: iterations, circumstances)
    }
}
