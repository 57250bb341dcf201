"""The tariffs context."""
