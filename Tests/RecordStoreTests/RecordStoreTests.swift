// Placeholder of RecordStoreTests.
