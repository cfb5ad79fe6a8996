// Placeholder of the module Identity, replaced by its first source file.
