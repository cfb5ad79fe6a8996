// Placeholder of IdentityTests.
