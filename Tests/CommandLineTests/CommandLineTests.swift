// Placeholder of CommandLineTests.
