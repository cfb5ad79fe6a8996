import Benchmarking
import class Foundation.Pipe
import class Foundation.Process
import struct Foundation.URL
import TestSupport
import Testing

/// A report and its figures, of invented numbers with everything that can occur.
@Suite struct ReportTests {
    private static let circumstances = Measurement.Circumstances(
        machine: "<Fast & \"small\"> 'one'\u{1}", kernel: "adx", version: "0.1.0", commit: "abc", threads: 1)

    private static func measurements(_ circumstances: Measurement.Circumstances = circumstances) -> [Measurement] {
        var all: [Measurement] = []
        func time(_ subject: Measurement.Subject, _ value: Double) {
            all.append(
                Measurement(
                    subject, unit: .nanoseconds, minimum: value, median: value * 1.1, percentile95: value * 2, iterations: 9,
                    perSecond: 1e9 / value, circumstances))
        }
        for (index, name) in ["fp.mul", "g1.mul", "pairing", "batch16.g1.mul"].enumerated() { time(.init(name), 35 * Double(1 << (4 * index))) }
        for scheme in ["FABEO", "BSW07 <&>"] {
            for n in [1, 10, 100] {
                for name in ["keygen", "encapsulate.cca", "decapsulate.cca"] {
                    time(.init(name, scheme: scheme, n: n), 1e5 * Double(n))
                    time(.init(name, scheme: scheme, n: n, policy: "or"), 8e4 * Double(n))
                }
                all.append(Measurement(.init("size.key", scheme: scheme, n: n), 100 + 48 * Double(n), .bytes, circumstances))
            }
        }
        for size in [0, 4096, 1 << 20, 64 << 20] {
            time(.init("record.seal", size: size), 1e6 + Double(size))
            time(.init("openssl.aes-256-gcm", size: size), 200 + Double(size) / 4)
        }
        time(.init("store.create", size: 4096), 1e6)
        all.append(Measurement(.init("timing.fp.mul"), -0.3, .t, circumstances))
        all.append(Measurement(.init("timing.control"), -900, .t, circumstances))
        return all
    }

    /// Whether Python's XML parser takes the text.
    private func checkXML(_ text: String, _ name: String) throws {
        let folder = TemporaryFolder()
        TemporaryFolder.write(Array(text.utf8), to: folder.file(name))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import sys, xml.etree.ElementTree as tree
            root = tree.parse(sys.argv[1]).getroot()
            ids = [e.get('id') for e in root.iter() if e.get('id')]
            assert len(ids) == len(set(ids)), 'an id twice'
            for e in root.iter():
                for reference in (e.get('aria-labelledby') or '').split():
                    assert reference in ids, reference
                for value in e.attrib.values(): assert 'nan' not in value.lower().split() and 'inf' not in value, value
                assert not e.tag.endswith(('script', 'link', 'image', 'img')), e.tag
            """, folder.file(name),
        ]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let complaint = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(name): \(complaint)")
    }

    @Test func thePageIsWellFormedAndNeedsNothingElse() throws {
        let two = Measurement.Circumstances(machine: "m", kernel: "portable", version: "0.1.0", commit: "abc", threads: 2)
        for (number, measurements) in [[], Self.measurements(), Self.measurements() + Self.measurements(two)].enumerated() {
            let html = ReportPage.html(measurements)
            try checkXML(html, "report\(number).html")
            #expect(!html.contains("http") || html.components(separatedBy: "http").count == html.components(separatedBy: "http://www.w3.org/").count)
            #expect(!html.contains("url(") && !html.contains("@import") && !html.contains(" src="))
        }
        let html = ReportPage.html(Self.measurements())
        #expect(html.contains("&lt;Fast &amp; &quot;small&quot;&gt;") && html.contains("<html") && html.contains("lang=\"en\""))
        #expect(html.contains("prefers-color-scheme:dark") && html.contains("@media print") && html.contains("viewport"))
    }

    @Test func everyFigureIsAWellFormedDrawing() throws {
        let figures = StandardFigures.all(Self.measurements())
        let names = figures.map(\.name)
        for name in [
            "field", "groups", "time-fabeo", "schemes-encapsulate-cca", "schemes-keygen", "policy-fabeo-encapsulate-cca", "size",
            "time-file-size", "rate-file-size", "store", "timing",
        ] { #expect(names.contains(name), "\(name) is not among \(names)") }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } })
        for figure in figures {
            let svg = figure.standalone(footnote: "<a & b>")
            try checkXML(svg, figure.name + ".svg")
            if figure.name.hasSuffix("file-size") {
                for size in ["4 KiB", "1 MiB", "64 MiB"] { #expect(svg.contains(">\(size)<"), "\(figure.name): \(size)") }
            }
            #expect(svg.contains("<title") && svg.contains("<desc") && svg.contains("role=\"img\""))
        }
    }

    @Test func thePlotsInTheDocumentationAreThere() throws {
        let text = try String(contentsOfFile: VectorFile.checkout + "/docs/benchmarks.md", encoding: .utf8)
        let names = text.components(separatedBy: "(benchmarks/").dropFirst().map { $0.components(separatedBy: ")")[0] }
        #expect(names.count >= 10)
        for name in names {
            let svg = String(decoding: TemporaryFolder.read(VectorFile.checkout + "/docs/benchmarks/" + name), as: UTF8.self)
            try checkXML(svg, name)
        }
    }

    @Test func figuresStandOnlyWhereThereAreNumbers() {
        #expect(StandardFigures.all([]).isEmpty)
        let one = Measurement(
            .init("keygen", scheme: "FABEO", n: 10), unit: .nanoseconds, minimum: 1, median: 1, percentile95: 1, iterations: 1,
            Self.circumstances)
        // One point is no line.
        #expect(StandardFigures.all([one]).isEmpty)
    }

    @Test func filesAppearCompleteOrNotAtAll() throws {
        let folder = TemporaryFolder()
        try CompleteFile.write("one", to: folder.file("a"))
        try CompleteFile.write("two", to: folder.file("a"))
        #expect(try CompleteFile.read(folder.file("a")) == Array("two".utf8) && folder.names == ["a"])
        #expect(throws: FileFailure.self) { try CompleteFile.write("x", to: folder.file("missing/a")) }
        #expect(throws: FileFailure.self) { try CompleteFile.read(folder.file("b")) }
        #expect(folder.names == ["a"])
    }
}
