"""The sections' words, one file per chapter; a section is a function from material to blocks."""
