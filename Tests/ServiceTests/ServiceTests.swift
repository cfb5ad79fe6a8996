// Placeholder of ServiceTests.
