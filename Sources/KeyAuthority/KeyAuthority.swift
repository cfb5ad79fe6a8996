// Placeholder of the module KeyAuthority, replaced by its first source file.
