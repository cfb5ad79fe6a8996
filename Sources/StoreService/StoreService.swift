// Placeholder of the module StoreService, replaced by its first source file.
