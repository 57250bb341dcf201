"""Pure rules about people: kinds, initials of names, masking."""
