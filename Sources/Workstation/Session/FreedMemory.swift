import Glibc
import LocalFiles

/// What a program frees is overwritten: texts and arrays in which a passphrase came, or a patient's record stood, are not
/// left in the memory of a program that goes on for days. What must never be left, such as keys, wipes itself.
public enum FreedMemory {
    /// glibc's allocator fills what is freed, and keeps no small blocks aside for each thread, which it would not fill.
    private static let tunables = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"

    /// Begins the program anew with an allocator that overwrites what is freed, unless it has begun so: the allocator is
    /// told by a variable of the environment, which it reads before anything of the program runs.
    ///
    /// - Parameter arguments: the program's, its name first.
    public static func overwriteFromNowOn(_ arguments: [String]) {
        guard Environment.value("GLIBC_TUNABLES")?.contains(tunables) != true else { return }
        let given = Environment.value("GLIBC_TUNABLES").map { $0 + ":" } ?? ""
        guard unsafe setenv("GLIBC_TUNABLES", given + tunables, 1) == 0 else { return }
        var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        unsafe execv("/proc/self/exe", &argv)
        // Without it the portal works as well, and its keys are wiped as ever.
        unsafe argv.forEach { unsafe free($0) }
    }
}
