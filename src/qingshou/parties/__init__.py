"""The parties context."""
