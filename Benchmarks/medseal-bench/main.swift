import Glibc

// Nothing but a call: see cli/main.swift.
exit(BenchmarkProgram.main())
