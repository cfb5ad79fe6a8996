import Benchmarking
import class Foundation.Bundle
import class Foundation.FileHandle
import class Foundation.FileManager
import class Foundation.NSString
import class Foundation.Process
import struct Foundation.URL
import TestSupport
import Testing

/// The command itself, briefly; one run after the other, or they would disturb one another.
@Suite(.serialized) struct CommandTests {
    private static let folderOfProducts: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return (bundle as NSString).deletingLastPathComponent
    }()

    private func run(_ arguments: String, in folder: TemporaryFolder, program: String = "medseal-bench") throws -> (
        out: String, error: String, code: Int32
    ) {
        let process = Process()
        process.executableURL = URL(filePath: "\(Self.folderOfProducts)/\(program)")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(filePath: folder.path)
        let paths = (folder.file("out"), folder.file("error"))
        for path in [paths.0, paths.1] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: paths.0))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: paths.1))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        func text(_ path: String) -> String { String(decoding: TemporaryFolder.read(path), as: UTF8.self) }
        return (text(paths.0), text(paths.1), process.terminationStatus)
    }

    private func measure(_ arguments: String) throws -> [Measurement] {
        let folder = TemporaryFolder()
        let result = try run(arguments + " --json", in: folder)
        #expect(result.code == 0 && result.error.isEmpty, "\(arguments): \(result.error)")
        return try Measurement.read(jsonLines: Array(result.out.utf8))
    }

    @Test func arithmeticSuitesHaveTheStableNames() throws {
        let found = try measure("--suite field,curve,pairing --seconds 0.01")
        let names = Set(found.map(\.subject.name))
        let stable: Set = [
            "fp.mul", "fp.sqr", "fp2.mul", "fp2.sqr", "pairing", "miller.1", "miller.4", "miller.10", "finalexp", "g1.mul", "g2.mul",
            "gt.exp", "g1.mul.fixed", "g2.mul.fixed", "gt.exp.fixed", "hash.g1", "hash.g2", "g1.decompress", "g2.decompress",
            "msm.g1.16", "msm.g1.64", "msm.g1.256", "batch16.g1.mul", "batch16.hash.g1", "batch16.g1.decompress",
        ]
        #expect(stable.subtracting(names).isEmpty && names.count == found.count)
        for one in found {
            #expect(one.unit == .nanoseconds && one.minimum > 0 && one.iterations >= 5, "\(one)")
            #expect(one.minimum <= one.median && one.median <= one.percentile95, "\(one)")
        }
        #expect(found.allSatisfy { $0.circumstances == found[0].circumstances } && found[0].circumstances.threads == 1)
        #expect(!found[0].circumstances.machine.isEmpty && !found[0].circumstances.commit.isEmpty)
        // The sizes that cannot be wrong: a pairing is more than a Miller loop, which is more than a product.
        func minimum(_ name: String) throws -> Double { try #require(found.first { $0.subject.name == name }).minimum }
        #expect(try minimum("pairing") > minimum("miller.1") && minimum("miller.10") > minimum("miller.4"))
        #expect(try minimum("fp.mul") > 5 && minimum("fp.mul") < minimum("fp2.mul"))
        #expect(try minimum("g1.mul") > 500 * minimum("fp.mul"))
    }

    @Test func schemeSuiteMeasuresEveryShapeAndBothLevels() throws {
        let found = try measure("--suite scheme --scheme FABEO --attributes 2,5 --policy and,or,threshold,tree --seconds 0.01")
        func has(_ name: String, _ n: Int, _ policy: String?) -> Bool {
            found.contains { $0.subject == .init(name, scheme: "FABEO", n: n, policy: policy) }
        }
        for n in [2, 5] {
            #expect(has("keygen", n, nil) && has("size.key", n, nil))
            for policy in [nil, "or", "threshold", "tree"] {
                for name in ["encapsulate.cca", "encapsulate.cca.cached", "encapsulate.cpa", "decapsulate.cca", "decapsulate.cpa", "size.ciphertext"]
                {
                    #expect(has(name, n, policy), "\(name) \(n) \(policy ?? "and")")
                }
            }
        }
        let ciphertext = try #require(found.first { $0.subject == .init("size.ciphertext", scheme: "FABEO", n: 5) })
        // 96 (τ + 1) + 48 n + 32 with τ = 1.
        #expect(ciphertext.unit == .bytes && ciphertext.median == 464)
    }

    @Test func everySchemeIsMeasured() throws {
        let found = try measure("--suite scheme --attributes 2 --security cpa --seconds 0.01")
        for scheme in ["FABEO", "Waters11", "BSW07", "FAME", "RW15"] {
            for name in ["keygen", "encapsulate.cpa", "decapsulate.cpa", "size.key", "size.ciphertext"] {
                #expect(found.contains { $0.subject == .init(name, scheme: scheme, n: 2) }, "\(name) \(scheme)")
            }
        }
        let other = try measure("--suite scheme --scheme FABEO-research --attributes 1 --seconds 0.01")
        #expect(Set(other.map(\.subject.scheme)) == ["FABEO-research"] && other.count == 6)
    }

    @Test func recordAndStoreSuites() throws {
        let record = try measure("--suite record --size 0,20000 --seconds 0.01")
        for name in ["record.seal", "record.open", "openssl.aes-256-gcm", "size.record"] {
            #expect(record.filter { $0.subject.name == name }.compactMap(\.subject.size) == [0, 20_000], "\(name)")
        }
        #expect(try #require(record.first { $0.subject.name == "record.seal.shared" }).iterations >= 10_000)
        let store = try measure("--suite store --seconds 0.01").map(\.subject.name)
        #expect(
            store == [
                "store.create", "store.read", "store.update", "store.rewrap", "store.list", "store.http.create", "store.http.read",
                "store.http.rewrap",
                "store.http.list",
            ])
    }

    @Test func theTimingSuiteFindsItsControl() throws {
        let folder = TemporaryFolder()
        // Noise may show as a dependence in so short a time, and then the exit code says so.
        let result = try run("--suite timing --seconds 0.05 --json", in: folder)
        let found = try Measurement.read(jsonLines: Array(result.out.utf8))
        let control = try #require(found.first { $0.subject.name == "timing.control.g1.mul.variable-time" })
        #expect(control.unit == .t && control.median.magnitude > 3 * LeakageThreshold.t)
        for name in ["fp.mul", "g1.mul", "g2.mul", "gt.exp", "fr.mul", "g1.mul.fixed", "g2.mul.fixed", "gt.exp.fixed", "tag"] {
            #expect(found.contains { $0.subject.name == "timing.\(name)" }, "\(name)")
        }
    }

    @Test func threadsRepetitionsAndKernels() throws {
        let one = try measure("--suite pairing --seconds 0.01 --threads 2 --repetitions 2 --kernel portable --seed 7")
        #expect(one.allSatisfy { $0.circumstances.threads == 2 && $0.circumstances.kernel == "portable" && $0.iterations >= 20 })
        #expect(one.allSatisfy { ($0.perSecond ?? 0) > 0 })
    }

    @Test func filesAndTheWayBack() throws {
        let folder = TemporaryFolder()
        let first = try run(
            "--suite scheme --scheme FABEO --attributes 1,2 --security cca --seconds 0.01 --json --output a.json --html a.html", in: folder)
        #expect(first.code == 0 && first.out.isEmpty && first.error.isEmpty)
        let lines = TemporaryFolder.read(folder.file("a.json"))
        #expect(try Measurement.read(jsonLines: lines).count == 13)
        let second = try run("--from a.json --format csv --html b.html", in: folder)
        #expect(second.code == 0 && second.out.hasPrefix(Measurement.csvHeading + "\r\n"))
        #expect(TemporaryFolder.read(folder.file("a.html")).count > 5000)
        #expect(Set(folder.names) == ["a.json", "a.html", "b.html", "out", "error"])
        let third = try run("--from a.json,missing.json", in: folder)
        #expect(third.code == 1 && third.error.contains("missing.json"))
        TemporaryFolder.write(lines + Array("nonsense\n".utf8), to: folder.file("b.json"))
        let fourth = try run("--from b.json", in: folder)
        #expect(fourth.code == 1 && fourth.error.contains("b.json, line 14"))
    }

    @Test func usageErrorsEndWithTwoAndHelpHelps() throws {
        let folder = TemporaryFolder()
        for arguments in ["--suite all", "--nonsense", "pairing"] {
            let result = try run(arguments, in: folder)
            #expect(result.code == 2 && result.out.isEmpty && result.error.contains("hint: medseal-bench --help"))
        }
        let help = try run("--help", in: folder)
        #expect(help.code == 0 && help.out == BenchmarkOptions.help)
        let unknown = try run("--suite scheme --scheme Waters99", in: folder)
        #expect(unknown.code == 1 && unknown.error.contains("FABEO"))
    }

    @Test func examplesInTheHelpWork() throws {
        let folder = TemporaryFolder()
        let lines = BenchmarkOptions.help.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex(of: "Examples:"))
        let examples = lines[(start + 1)...].filter { !$0.isEmpty }.map { $0.replacingOccurrences(of: "  medseal-bench ", with: "") }
        #expect(examples.count >= 5)
        for example in examples {
            // As printed, but brief.
            let isBrief = example.contains("--from") || example.contains("--seconds")
            let brief = example.replacingOccurrences(of: "--seconds 0.5", with: "--seconds 0.01").replacingOccurrences(of: "1,10,100", with: "1,10")
            let result = try run(brief + (isBrief ? "" : " --seconds 0.01"), in: folder)
            #expect(result.code == 0, "\(example): \(result.error)")
        }
        for name in ["record.json", "report.html", "record.html", "plots"] { #expect(folder.names.contains(name)) }
        try FileManager.default.removeItem(atPath: folder.file("plots"))
    }

    @Test func theVersionIsTheCommands() throws {
        let folder = TemporaryFolder()
        let (bench, command) = (try run("--version", in: folder).out, try run("--version", in: folder, program: "medseal").out)
        // The command goes on with the versions of its formats.
        #expect(command.hasPrefix(bench.replacingOccurrences(of: "medseal-bench ", with: "medseal ")))
    }
}
