// Placeholder of the module AuthorityService, replaced by its first source file.
