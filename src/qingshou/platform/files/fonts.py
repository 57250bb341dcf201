"""The Chinese fonts that travel with the program, so that paper looks the same everywhere."""

from importlib.resources import files
from pathlib import Path

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"


def font_directory() -> Path:
    """The folder of the two font files."""
    return Path(str(files("pylopdf_fonts_zh_cn")))
