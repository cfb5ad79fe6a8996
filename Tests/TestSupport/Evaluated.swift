/// Its argument. `#expect` takes an expression apart to show its pieces, which it cannot do with values that are not
/// copyable; around such an expression this leaves it only the result.
public func evaluated<T>(_ value: T) -> T { value }
