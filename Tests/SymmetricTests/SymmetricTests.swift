// Placeholder of SymmetricTests.
