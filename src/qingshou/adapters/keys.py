"""Secrets of merchants, by name: from the environment, else from a folder; never from the database.

The secret ``private.pem`` of the keys ``example`` is the variable
``QINGSHOU_KEY_EXAMPLE_PRIVATE_PEM`` or the file ``<folder>/example/private.pem``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class KeyMissing(RuntimeError):  # noqa: N818 - a statement about the deployment
    """A secret is neither in the environment nor in the folder."""


class Keys:
    """The secrets of one merchant."""

    def __init__(self, folder: Path, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise KeyMissing(f"no keys can be called {name!r}")
        self._folder, self.name = folder / name, name

    def __repr__(self) -> str:
        return f"Keys({self.name!r})"

    def read(self, secret: str) -> bytes:
        """Read a secret.

        Raises:
            KeyMissing: If it is nowhere.
        """
        variable = re.sub(r"[^A-Z0-9]", "_", f"QINGSHOU_KEY_{self.name}_{secret}".upper())
        told = os.environ.get(variable)
        if told is not None:
            return told.encode()
        path = self._folder / secret
        if not path.is_file():
            raise KeyMissing(f"{secret} of {self.name}: neither {variable} nor a file of its name")
        return path.read_bytes()

    def text(self, secret: str) -> str:
        """Read a secret of one line.

        Raises:
            KeyMissing: If it is nowhere.
        """
        return self.read(secret).decode().strip()

    def matching(self, pattern: str) -> dict[str, bytes]:
        """Read the files of the folder whose names match; none where there is no folder."""
        return {path.name: path.read_bytes() for path in sorted(self._folder.glob(pattern))}
