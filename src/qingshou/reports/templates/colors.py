"""One accent over greys: safe for the color-blind, and the accent stays darkest in grey print."""

INK = "#1b2530"
TEXT = "#414c58"
MUTED = "#6b7682"
GREY = "#a9b2bb"
PALE = "#d3d9de"
HAIR = "#e6e9ec"
PAPER = "#ffffff"
ACCENT = "#0f5a68"
TINT = "#e3eef0"


def between(light: str, dark: str, share: float) -> str:
    """Mix two colors; 0 gives the first, 1 the second.

    >>> between("#ffffff", "#000000", 0.5)
    '#808080'
    """
    kept = min(max(share, 0.0), 1.0)
    mixed = [
        round(int(light[at : at + 2], 16) * (1 - kept) + int(dark[at : at + 2], 16) * kept)
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in mixed)
