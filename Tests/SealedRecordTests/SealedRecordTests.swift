// Placeholder of SealedRecordTests.
