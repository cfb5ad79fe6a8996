// Placeholder of AttributeEncryptionTests.
