import JSON

/// One answered request, for the access log: no body, no query, no header values, no names of persons.
public struct AccessLogEntry: Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z at which the request was complete.
    public let time: Int64
    /// The identifier that the client was told, to find this line again.
    public let requestID: String
    /// Numeric address of the peer: the reverse proxy's, where there is one.
    public let clientAddress: String
    /// The method in upper case; `-` if the gate refused the request.
    public let method: String
    /// The route's template; `-` where no route was found: an unknown path may hold anything.
    public let route: String
    /// 0 if the connection ended before a response was made.
    public let status: Int
    /// Bytes of the request's body.
    public let bytesReceived: UInt64
    /// Bytes of the response's body that were handed over for sending.
    public let bytesSent: UInt64
    /// From the end of the header section to the last byte of the response, in microseconds.
    public let durationMicroseconds: Int64
    /// The problem's code, if the response was one.
    public let code: String?
    /// The certified user's identifier, where the handler told.
    public let principal: String?
    /// Whether the response was sent to its end.
    public let completed: Bool

    /// The entry on one line of JSON, without a line feed.
    public var line: String {
        var members: [JSONNode.Member] = [
            .init("time", .integer(time)), .init("requestId", .string(requestID)), .init("client", .string(clientAddress)),
            .init("method", .string(method)), .init("route", .string(route)), .init("status", .integer(Int64(status))),
            .init("received", .unsigned(bytesReceived)), .init("sent", .unsigned(bytesSent)),
            .init("microseconds", .integer(durationMicroseconds)),
        ]
        if let code { members.append(.init("code", .string(code))) }
        if let principal { members.append(.init("principal", .string(principal))) }
        if !completed { members.append(.init("completed", .bool(false))) }
        return JSONNode.object(members).text
    }
}
