"""What the book tells."""
