import CLibFuzzer
import Glibc

// medseal-fuzz seeds FOLDER             writes the seeds of every target
// medseal-fuzz TARGET [libFuzzer's …]   runs one target
let name = CommandLine.arguments.dropFirst().first ?? ""
if name == "seeds", CommandLine.arguments.count == 3 {
    Seeds.write(to: CommandLine.arguments[2])
} else if let target = FuzzTarget(rawValue: name) {
    exit(runFuzzer(target))
} else {
    print("usage: medseal-fuzz seeds FOLDER | " + FuzzTarget.allCases.map(\.rawValue).joined(separator: " | "))
    exit(2)
}
