// Placeholder of PairingTests.
