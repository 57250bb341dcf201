"""What pages look like: the typst page, the Word template, the style sheet, fonts and colors."""
