"""The catalogue holds together: every part exists, every family can be counted, every id is read."""

from __future__ import annotations

import pytest

from qingshou.reports.figures.catalogue import BY_ID, EVERY
from qingshou.reports.figures.definition import Atom, Ratio, Total
from qingshou.reports.figures.dimensions import ENUMERATED, NAMES
from qingshou.reports.figures.names import FigureName


@pytest.mark.parametrize("definition", EVERY, ids=lambda definition: definition.id)
def test_a_figure_is_made_of_figures_that_have_its_families(definition: object) -> None:
    match definition:
        case Ratio():
            made_of = [BY_ID[definition.numerator]]
            if not definition.of_whole:
                made_of.append(BY_ID[definition.denominator])
        case Total():
            made_of = [BY_ID[part] for part in definition.parts]
        case _:
            made_of = []
    for part in made_of:
        missing = set(definition.families) - set(part.families)
        assert not missing, f"{definition.id} by {missing}: {part.id} has no such family"
        assert part.compared or not definition.compared, f"{part.id} is not compared"


@pytest.mark.parametrize("definition", EVERY, ids=lambda definition: definition.id)
def test_a_figure_says_what_it_is(definition: Atom | Ratio | Total) -> None:
    assert definition.definition.endswith("。")
    assert definition.name
    assert all(dimension in NAMES for by in definition.families for dimension in by)


def test_every_enumerated_dimension_has_a_name() -> None:
    assert set(ENUMERATED) <= set(NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "rate.collection",
        "rate.collection@previous",
        "rate.collection[community=YSL]@year_before",
        "aging.amount[community=YSL,bucket=OVER_1095]",
        "overdue.amount[building=YSL-3]",
    ],
)
def test_ids_are_read_as_they_are_written(text: str) -> None:
    assert str(FigureName.read(text)) == text
