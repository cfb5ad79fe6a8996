internal import CMalloc

/// What a program frees is overwritten: texts and arrays in which a passphrase came, or a patient's record stood, are not
/// left in the memory of a program that goes on for days. What must never be left, such as keys, wipes itself.
public enum FreedMemory {
    /// From now on, in the whole process: the allocator fills what is freed (glibc's `M_PERTURB`).
    public static func overwrite() { _ = mallopt(M_PERTURB, 0xa5) }
}
