// Placeholder of the module HTTPTransport, replaced by its first source file.
