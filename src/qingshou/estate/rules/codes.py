"""Unit codes: the one spelling under which a unit is filed, and the many people use.

A home is filed as building-entrance-room (``3-2-501``), a unit without an entrance as
building-room (``S1-105``), a parking space as P-level-number (``P-B1-023``).
"""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"号楼|单元|[栋幢座楼#/\\_\s]|号(?=.)|[-‐‑–—－~]+")
_AFTER = re.compile(r"(室|房|户|号|铺)$")
_SPACE = re.compile(r"^(停)?车位[号]?")
_ZEROS = re.compile(r"(?<![0-9A-Z])0+(?=[0-9])")


def spellings(text: str) -> list[str]:
    """List the codes a person may mean, the most literal first.

    >>> spellings("３栋２单元0501室")
    ['3-2-0501', '3-2-501']
    >>> spellings("03#02-501"), spellings("p-b1-023")
    (['03-02-501', '3-2-501'], ['P-B1-023', 'P-B1-23'])
    >>> spellings("车位B1-023")
    ['P-B1-023', 'P-B1-23']
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    plain = _SPACE.sub("P-", _AFTER.sub("", plain))
    literal = re.sub(r"-+", "-", _BETWEEN.sub("-", plain)).strip("-")
    short = _ZEROS.sub("", literal)
    return [literal] if short == literal else [literal, short]
