"""The estate context."""
