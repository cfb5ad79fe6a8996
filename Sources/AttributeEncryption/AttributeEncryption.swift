// Placeholder of the module AttributeEncryption, replaced by its first source file.
