import Benchmarking
import Glibc

/// What this machine is, and what the checkout is in which the program runs.
enum Machine {
    /// Processor, number of cores, system and architecture.
    static var description: String {
        var model = "unknown processor"
        if let bytes = try? CompleteFile.read("/proc/cpuinfo") {
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("model name") {
                if let colon = line.firstIndex(of: ":") {
                    model = String(line[line.index(after: colon)...].drop { $0 == " " })
                    break
                }
            }
        }
        #if arch(x86_64)
            let architecture = "x86-64"
        #elseif arch(arm64)
            let architecture = "arm64"
        #else
            let architecture = "another architecture"
        #endif
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        return "\(model), \(cores == 1 ? "1 core" : "\(cores) cores"), Linux \(architecture)"
    }

    /// What `git describe --always --dirty` says here, or `unknown`.
    static var commit: String {
        guard let pipe = unsafe popen("git describe --always --dirty --match= 2>/dev/null", "r") else { return "unknown" }
        defer { unsafe pclose(pipe) }
        var line = [UInt8](repeating: 0, count: 100)
        let count = unsafe fread(&line, 1, line.count, pipe)
        let text = String(decoding: line[..<count].prefix { $0 != 10 }, as: UTF8.self)
        return text.isEmpty ? "unknown" : text
    }
}
