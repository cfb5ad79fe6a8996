import Testing

/// The patients that measurements are made with.
@Suite struct GeneratedPatientsTests {
    @Test func generatedPatientsAreWellFormedAndTheSameEveryTime() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let result = try shell.run(
            """
            set -eu
            "$EXAMPLES/generate-patients" --count 40 --size full --check full
            "$EXAMPLES/generate-patients" --count 40 --check small
            "$EXAMPLES/generate-patients" --count 20 again
            "$EXAMPLES/generate-patients" --count 20 --seed 2 other
            for file in again/*; do cmp "$file" "small/${file#again/}"; done
            ! cmp -s again/patient-00001.json other/patient-00001.json
            [ "$(cat full/* | wc -c)" -gt 5000000 ] && [ "$(cat small/* | wc -c)" -lt 400000 ]
            """, seconds: 60)
        #expect(result.exitCode == 0 && result.output == "40 bundles are well-formed\n40 bundles are well-formed\n")
    }
}
