// Placeholder of the module SealedRecord, replaced by its first source file.
