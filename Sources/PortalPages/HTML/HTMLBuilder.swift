/// Puts the fragments of a block one after the other; a `String` in it is text.
@resultBuilder
enum HTMLBuilder {
    static func buildExpression(_ fragment: HTML) -> HTML { fragment }
    static func buildExpression(_ text: String) -> HTML { .text(text) }
    static func buildExpression(_ fragments: [HTML]) -> HTML { HTML(fragments) }
    static func buildBlock() -> HTML { .empty }
    static func buildPartialBlock(first: HTML) -> HTML { first }
    @inline(never)
    static func buildPartialBlock(accumulated: HTML, next: HTML) -> HTML { HTML([accumulated, next]) }
    static func buildOptional(_ fragment: HTML?) -> HTML { fragment ?? .empty }
    static func buildEither(first: HTML) -> HTML { first }
    static func buildEither(second: HTML) -> HTML { second }
    static func buildArray(_ fragments: [HTML]) -> HTML { HTML(fragments) }
}

/// An element whose content is a block: `tag("p", .classes("note")) { "text" }`.
@inline(never)
func tag(_ name: StaticString, _ attributes: HTMLAttribute..., @HTMLBuilder content: () -> HTML) -> HTML {
    .element(name, attributes, content())
}

/// An element with a text alone.
@inline(never)
func tag(_ name: StaticString, _ attributes: HTMLAttribute..., text: String) -> HTML {
    .element(name, attributes, .text(text))
}

/// A link within the portal.
@inline(never)
func link(_ path: String, _ attributes: HTMLAttribute..., text: String) -> HTML {
    .element("a", [.href(path)] + attributes, .text(text))
}

/// Fragments as one.
func group(@HTMLBuilder content: () -> HTML) -> HTML { content() }
