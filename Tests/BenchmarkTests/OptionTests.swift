import Benchmarking
import Testing

@Suite struct OptionTests {
    private func options(_ line: String) throws(UsageError) -> BenchmarkOptions {
        let arguments = line.split(separator: " ").map(String.init)
        guard case .run(let options) = try BenchmarkOptions.parse(arguments) else { throw try unexpected() }
        return options
    }

    private func unexpected() throws(UsageError) -> UsageError {
        Issue.record("help or version instead of a run")
        _ = try BenchmarkOptions.parse(["--unexpected"])
        preconditionFailure("an unknown option was taken")
    }

    @Test func nothingMeansTheStandardSet() throws {
        let found = try options("")
        #expect(found == BenchmarkOptions())
        #expect(found.suites == [.field, .curve, .pairing, .scheme, .record, .store])
        #expect(found.attributeCounts == [10, 100] && found.securities == [.cca, .cpa] && found.policyShapes == [.and])
        #expect(found.sizes.first == 4096 && found.sizes.last == 64 << 20)
    }

    @Test func everyOptionIsUnderstood() throws {
        let found = try options(
            "--suite scheme,record --suite timing --scheme FABEO --attributes 1,500 --policy tree,or --security cpa "
                + "--size 0,4096,4KiB,2MiB,1GiB --kernel portable --threads 2 --repetitions 3 --seed 18446744073709551615 "
                + "--seconds 0.25 --format csv --output a --html=b --plots c --quiet --from d,e --from f")
        #expect(found.suites == [.scheme, .record, .timing] && found.schemes == ["FABEO"])
        #expect(found.attributeCounts == [1, 500] && found.policyShapes == [.tree, .or] && found.securities == [.cpa])
        #expect(found.sizes == [0, 4096, 4096, 2 << 20, 1 << 30] && found.kernel == .portable)
        #expect(found.threads == 2 && found.repetitions == 3 && found.seed == .max && found.seconds == 0.25)
        #expect(found.format == .csv && found.output == "a" && found.html == "b" && found.plots == "c")
        #expect(found.isQuiet && found.inputs == ["d", "e", "f"])
        #expect(try options("--json").format == .json)
    }

    @Test func helpAndVersionComeFirst() throws {
        #expect(try BenchmarkOptions.parse(["--quiet", "--help", "--nonsense"]) == .help)
        #expect(try BenchmarkOptions.parse(["--version"]) == .version)
        for option in ["--suite", "--kernel", "--plots", "--from"] { #expect(BenchmarkOptions.help.contains("  \(option) ")) }
    }

    @Test(arguments: [
        "field", "-s", "--suites field", "--suite", "--suite fields", "--suite field,", "--attributes 0", "--attributes 501",
        "--attributes ten", "--policy xor", "--security ind-cca", "--size -1", "--size 5GiB", "--size 4KB", "--size 4 KiB",
        "--kernel avx", "--threads 0", "--threads 257", "--repetitions 0", "--seed -1", "--seed x", "--seconds 0",
        "--seconds nan", "--seconds inf", "--format xml", "--json=yes", "--output=", "--html", "--size 99999999999999999999GiB",
    ])
    func nonsenseIsRefused(line: String) {
        #expect(throws: UsageError.self) { try options(line) }
    }
}
