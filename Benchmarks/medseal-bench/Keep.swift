/// Takes a value that the optimiser must believe to be used.
@inline(never) func keep<T>(_ value: borrowing T) where T: ~Copyable {}
