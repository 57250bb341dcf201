"""The intake context."""
