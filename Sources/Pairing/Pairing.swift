// Placeholder of the module Pairing, replaced by its first source file.
