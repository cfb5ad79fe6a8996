// Placeholder of HTTPTransportTests.
