// Placeholder of SQLiteDatabaseTests.
