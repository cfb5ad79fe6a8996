// Placeholder of AccessPolicyTests.
