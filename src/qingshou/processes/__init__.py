"""Stories that cross contexts, one each, named as sentences: what arrives, and what follows."""
