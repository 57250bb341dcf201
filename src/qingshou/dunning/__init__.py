"""The dunning context."""
