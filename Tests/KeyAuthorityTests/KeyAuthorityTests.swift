// Placeholder of KeyAuthorityTests.
