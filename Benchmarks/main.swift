// Nothing but a call: see cli/main.swift.
BenchmarkProgram.main()
