// Placeholder of the module AccessPolicy, replaced by its first source file.
