"""docs/errors.md says what the code says."""

from pathlib import Path

from qingshou.interfaces.wording.catalogue import page


def test_the_errors_page_is_current() -> None:
    kept = Path(__file__).parents[2] / "docs" / "errors.md"
    assert kept.read_text("utf-8") == page(), "run make docs and read the page as prose"
