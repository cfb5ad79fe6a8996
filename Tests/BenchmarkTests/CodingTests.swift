import Benchmarking
import JSON
import Testing

@Suite struct CodingTests {
    static let circumstances = Measurement.Circumstances(
        machine: "A \"fast\" one, 2 cores\\\n", kernel: "adx", version: "0.1.0", commit: "abc", threads: 2)

    private let samples = [
        Measurement(
            .init("fp.mul"), unit: .nanoseconds, minimum: 35.614, median: 36, percentile95: 40.126, iterations: 12, perSecond: 2.5e7,
            Self.circumstances),
        Measurement(
            .init("decapsulate.cca", scheme: "FABEO", n: 10, policy: "tree"), unit: .nanoseconds, minimum: 1_234_567.8, median: 2e6,
            percentile95: 3e6, iterations: 1, perSecond: 700, Self.circumstances),
        Measurement(.init("size.record", size: 4096), 5922, .bytes, Self.circumstances),
        Measurement(.init("timing.fp.mul"), -1.25, .t, iterations: 999, Self.circumstances),
    ]

    @Test func jsonHasTheStableNamesInOrder() {
        let circumstances = Measurement.Circumstances(machine: "m", kernel: "k", version: "v", commit: "c", threads: 1)
        let one = Measurement(
            .init("keygen", scheme: "FABEO", n: 10), unit: .nanoseconds, minimum: 1234.5, median: 2000, percentile95: 3000.25,
            iterations: 7, perSecond: 12.5, circumstances)
        #expect(
            one.json
                == #"{"name":"keygen","scheme":"FABEO","n":10,"unit":"ns","min":1235,"median":2000,"p95":3000,"iterations":7,"#
                + #""per_second":12.50,"threads":1,"machine":"m","kernel":"k","version":"v","commit":"c"}"#)
    }

    @Test func jsonIsReadBack() throws {
        for one in samples {
            let object = try JSONReader.value(of: Array(one.json.utf8))
            #expect(object["machine"] == .string(Self.circumstances.machine) && object["name"] == .string(one.subject.name))
            #expect(Set(object.members.map(\.name)).isSubset(of: Measurement.fields))
            #expect(!one.json.contains("\n"))
        }
        let lines = samples.map(\.json).joined(separator: "\n\n") + "\n"
        let read = try Measurement.read(jsonLines: Array(lines.utf8))
        #expect(read.map(\.subject) == samples.map(\.subject) && read.map(\.unit) == samples.map(\.unit))
        #expect(read.map(\.circumstances) == samples.map(\.circumstances) && read.map(\.iterations) == samples.map(\.iterations))
        #expect(read[0].minimum == 35.61 && read[0].percentile95 == 40.13 && read[1].minimum == 1_234_568 && read[3].median == -1.25)
        // What was read and is written again is the same.
        #expect(read.map(\.json) == samples.map(\.json))
    }

    @Test(arguments: [
        "", "{", "{}", "[]", #"{"name":"x"}"#, #"{"name":"x","unit":"s","min":1,"median":1,"p95":1,"iterations":1}"#,
        #"{"name":"x","unit":"ns","min":1,"median":1,"p95":1,"iterations":0}"#, "\u{0}",
        #"{"name":"x","unit":"ns","min":"1","median":1,"p95":1,"iterations":1}"#,
    ])
    func damagedLinesAreRefused(line: String) throws {
        let bytes = Array((samples[0].json + "\n" + line + "\n").utf8)
        if line.isEmpty {
            #expect(try Measurement.read(jsonLines: bytes).count == 1)
        } else {
            let error = #expect(throws: InvalidMeasurementFile.self) { try Measurement.read(jsonLines: bytes) }
            #expect(error?.line == 2)
        }
    }

    @Test func csvQuotesWhatNeedsIt() {
        let lines = [Measurement.csvHeading] + samples.map(\.csv)
        #expect(lines[0].split(separator: ",").count == Measurement.fields.count)
        #expect(lines[1].hasPrefix("fp.mul,,,,,ns,35.61,36.00,40.13,12,"))
        #expect(lines[1].contains(",\"A \"\"fast\"\" one, 2 cores\\\n\",adx,0.1.0,abc"))
        #expect(lines[2].hasPrefix("decapsulate.cca,FABEO,10,tree,,ns,1234568,"))
        #expect(lines[3].hasPrefix("size.record,,,,4096,bytes,5922,5922,5922,1,,2,"))
    }

    @Test func numbersThatJSONHasNotAreBounded() {
        let infinite = Measurement(.init("timing.x"), -.infinity, .t, Self.circumstances)
        #expect(infinite.json.contains("\"median\":-1000000000000000,"))
    }

    @Test func tablesHaveALineForEach() {
        let text = ResultTable.text(samples)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 6 && lines[0].hasPrefix("operation") && lines[1].contains("35.6 ns"))
        #expect(lines[2].contains("decapsulate.cca FABEO tree n=10") && lines[3].contains("5922 B"))
        #expect(lines[4].contains("no dependence seen") && lines[5].contains("all of them"))
    }
}
