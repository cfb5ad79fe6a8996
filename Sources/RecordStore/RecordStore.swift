// Placeholder of the module RecordStore, replaced by its first source file.
