"""The figures of one report: every value by its id, every family in order, and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qingshou.kernel.money import half_up
from qingshou.kernel.period import Period
from qingshou.reports.document import FigureValue, RowSet, RowsRef, Unit
from qingshou.reports.figures import targets
from qingshou.reports.figures.catalogue import BY_ID, EVERY
from qingshou.reports.figures.counts import Counts, Key, static
from qingshou.reports.figures.definition import Atom, By, Definition, Ratio, Total
from qingshou.reports.figures.dimensions import ENUMERATED, NAMES
from qingshou.reports.figures.names import FigureName
from qingshou.reports.figures.places import Places
from qingshou.reports.figures.rows import TITLES, count_rows, list_rows
from qingshou.reports.figures.scope import Scope
from qingshou.reports.figures.shown import shown
from qingshou.reports.figures.tables import Tables
from qingshou.reports.figures.windows import VARIANTS, Window
from qingshou.reports.writers.rows import Extent

SMALL_HOUSEHOLDS = 30
LARGE_HOUSEHOLDS = 5_000  # from here on rows are counted before they are read


@dataclass(frozen=True, slots=True)
class Member:
    """One part of a family: its keys, what they are called, and the figure."""

    keys: Key
    labels: tuple[str, ...]
    figure: FigureValue

    @property
    def key(self) -> str:
        """The key of a family with one dimension; several are joined by a slash."""
        return "/".join(self.keys)

    @property
    def label(self) -> str:
        """What people call it."""
        return " · ".join(self.labels)


class Figures(Mapping[str, FigureValue]):
    """All figures of one scope and period as of a day.

    Figures are made when asked for; rows are read from the database when asked for, in the
    session that computed the figures. ``close`` forgets the rows.
    """

    def __init__(
        self,
        *,
        scope: Scope,
        period: Period,
        as_of: date,
        tables: Tables,
        counts: Counts,
        places: Places,
    ) -> None:
        self.scope = scope
        self.period = period
        self.as_of = as_of
        self._tables = tables
        self._counts = counts
        self._places = places
        self._windows = {
            window.role: window for window in (*tables.periods, *tables.months, *tables.windows)
        }
        self._made_rows: dict[str, dict[str, str]] = {}

    # --- Figures by id ---------------------------------------------------------------------

    def __getitem__(self, figure_id: str) -> FigureValue:
        if figure_id in targets.BY_ID:
            return targets.target_figure(self, figure_id, scope=self.scope.name, as_of=self.as_of)
        name = FigureName.read(figure_id)
        definition = BY_ID[name.base]
        self._check(name, definition)
        return self._figure(name, definition)

    def __iter__(self) -> Iterator[str]:
        for definition in EVERY:
            for variant in VARIANTS if definition.compared else ("",):
                yield str(FigureName(definition.id, (), variant))
                for by in definition.families:
                    if variant and set(by) & {"month", "period"}:
                        continue
                    for keys in self._keys(definition, by, variant):
                        members = tuple(zip(by, keys, strict=True))
                        yield str(FigureName(definition.id, members, variant))
        yield from targets.BY_ID

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def value(self, figure_id: str) -> int | Fraction | None:
        """The exact value of a figure; None where a ratio has nothing to divide by.

        Raises:
            KeyError: If there is no such figure.
        """
        return self[figure_id].value

    def family(self, base: str, *, by: str | By, variant: str = "") -> list[Member]:
        """The parts of a figure along dimensions, in the order people expect.

        Raises:
            KeyError: If the figure has no such family.
        """
        dimensions = (by,) if isinstance(by, str) else by
        definition = BY_ID[base]
        if dimensions not in definition.families:
            raise KeyError(f"{base} by {dimensions}")
        return [
            Member(
                keys,
                tuple(map(self._places.name_of, dimensions, keys)),
                self[str(FigureName(base, tuple(zip(dimensions, keys, strict=True)), variant))],
            )
            for keys in self._keys(definition, dimensions, variant)
        ]

    def periods(self) -> list[str]:
        """The names of the periods before this one that stages were followed in, oldest first."""
        return [window.role for window in self._tables.periods]

    def small(self, figure_id: str) -> bool:
        """Tell whether a ratio rests on fewer than thirty households, items or contacts."""
        figure = self[figure_id]
        if figure.denominator_id is None:
            return False
        denominator = self[figure.denominator_id]
        homes = self._households_behind(denominator)
        return homes is not None and homes < SMALL_HOUSEHOLDS

    def supports(self, variant: str) -> bool:
        """Tell whether there were any charges due in the compared period at all."""
        return bool(self.value(str(FigureName("billed.amount", (), variant))))

    # --- Rows ------------------------------------------------------------------------------

    def rows(self, figure_id: str) -> RowSet:
        """List exactly the rows that make a counted figure, always in the same order.

        Raises:
            KeyError: If the figure is made of other figures and has no rows of its own.
        """
        atom, window, members = self._asked(figure_id)
        return list_rows(atom, window, members, tables=self._tables, made=self._made_rows)

    def first_rows(self, figure_id: str, most: int) -> RowSet:
        """List the first rows that make a counted figure; see ``rows``."""
        atom, window, members = self._asked(figure_id)
        return list_rows(
            atom, window, members, tables=self._tables, made=self._made_rows, most=most
        )

    def extent(self, figure_id: str) -> Extent | None:
        """Count and sum the rows in the database; None where there are few enough to read."""
        if int(self.value("open.households") or 0) < LARGE_HOUSEHOLDS:
            return None
        atom, window, members = self._asked(figure_id)
        return Extent(*count_rows(atom, window, members, tables=self._tables, made=self._made_rows))

    def _asked(self, figure_id: str) -> tuple[Atom, Window, list[tuple[str, str]]]:
        name = FigureName.read(figure_id)
        definition = BY_ID[name.base]
        self._check(name, definition)
        if not isinstance(definition, Atom):
            raise KeyError(f"{figure_id} has no rows of its own; see the figures it is made of")
        members = [
            (dimension, self._places.id_of(dimension, key)) for dimension, key in name.members
        ]
        return definition, self._window(name), members

    def close(self) -> None:
        """Forget the rows."""
        self._tables.drop()

    # --- How a figure is made --------------------------------------------------------------

    def _check(self, name: FigureName, definition: Definition) -> None:
        if name.variant not in VARIANTS or (name.variant and not definition.compared):
            raise KeyError(str(name))
        if name.members and name.by not in definition.families:
            raise KeyError(str(name))
        for dimension, key in name.members:
            if dimension in ENUMERATED and key not in ENUMERATED[dimension]:
                raise KeyError(str(name))
            if dimension in ("month", "period") and key not in self._windows:
                raise KeyError(str(name))
            self._places.id_of(dimension, key)

    def _window(self, name: FigureName) -> Window:
        for dimension, key in name.members:
            if dimension in ("month", "period"):
                return self._windows[key]
        return self._windows[VARIANTS[name.variant]]

    def _figure(self, name: FigureName, definition: Definition) -> FigureValue:
        label = " · ".join(self._places.name_of(dimension, key) for dimension, key in name.members)
        value = self._value(name, definition)
        numerator = denominator = rows = None
        parts: tuple[str, ...] = ()
        match definition:
            case Ratio():
                numerator = name.of(definition.numerator)
                denominator = name.of(definition.denominator, whole=definition.of_whole)
            case Total():
                parts = tuple(name.of(part) for part in definition.parts)
            case Atom():
                group = definition.relation.value
                rows = RowsRef(group, TITLES[definition.relation])
        unit = definition.unit
        return FigureValue(
            id=str(name),
            name=f"{definition.name}（{label}）" if label else definition.name,
            definition=definition.definition,
            unit=unit,
            value=value,
            shown=shown(value, unit),
            scope=self.scope.name,
            as_of=self._window(name).as_of,
            numerator_id=numerator,
            denominator_id=denominator,
            parts=parts,
            rows=rows,
        )

    def _value(self, name: FigureName, definition: Definition) -> int | Fraction | None:
        match definition:
            case Atom():
                return self._counted(name, definition)
            case Total():
                return sum(self._whole(name, part) for part in definition.plus) - sum(
                    self._whole(name, part) for part in definition.minus
                )
            case Ratio():
                return self._ratio(name, definition)

    def _whole(self, name: FigureName, base: str) -> int:
        other = FigureName.read(name.of(base))
        value = self._value(other, BY_ID[base])
        assert isinstance(value, int), f"{base} is no whole number"
        return value

    def _ratio(self, name: FigureName, definition: Ratio) -> int | Fraction | None:
        above = FigureName.read(name.of(definition.numerator))
        below = FigureName.read(name.of(definition.denominator, whole=definition.of_whole))
        over = self._value(below, BY_ID[below.base])
        of = self._value(above, BY_ID[above.base])
        if not over or of is None:
            return None
        exact = Fraction(of) / over
        return int(half_up(exact)) if definition.unit is Unit.YUAN else exact

    def _counted(self, name: FigureName, atom: Atom) -> int:
        by = static(name.by)
        members = dict(name.members)
        key = tuple(self._places.id_of(dimension, members[dimension]) for dimension in by)
        return self._counts.of(atom, self._window(name).role, by, key)

    def _keys(self, definition: Definition, by: By, variant: str) -> list[Key]:
        """The members of a family that occur, in order."""
        found: set[Key] = set()
        for atom in _atoms_of(definition):
            if by in atom.families:
                found |= self._keys_of(atom, by, variant)
        return sorted(
            found,
            key=lambda keys: tuple(map(self._places.sort_key, by, keys)),
        )

    def _keys_of(self, atom: Atom, by: By, variant: str) -> set[Key]:
        by_static = static(by)
        moving = next((name for name in by if name in ("month", "period")), "")
        windows = {
            "month": [window.role for window in self._tables.months],
            "period": [window.role for window in self._tables.periods],
        }.get(moving, [VARIANTS[variant]])
        found = set()
        for role in windows:
            for values in self._counts.keys[atom.relation, role, by_static]:
                keys = {
                    dimension: self._places.key_of(dimension, value)
                    for dimension, value in zip(by_static, values, strict=True)
                }
                found.add(tuple(role if name == moving else keys[name] for name in by))
        return found

    def _households_behind(self, figure: FigureValue) -> int | None:
        """How many households a denominator speaks of, where that can be told."""
        name = FigureName.read(figure.id)
        if figure.unit is Unit.COUNT:
            return int(figure.value or 0)
        counting = {
            "due.amount": "due.households",
            "old.amount": "old.households",
            "overdue.amount": "overdue.households",
        }.get(name.base)
        if counting is None or (name.members and name.by not in BY_ID[counting].families):
            return None
        return int(self.value(name.of(counting)) or 0)


def _atoms_of(definition: Definition) -> list[Atom]:
    match definition:
        case Atom():
            return [definition]
        case Ratio():
            below = [] if definition.of_whole else _atoms_of(BY_ID[definition.denominator])
            return _atoms_of(BY_ID[definition.numerator]) + below
        case Total():
            return [atom for part in definition.parts for atom in _atoms_of(BY_ID[part])]


def name_of_dimension(dimension: str) -> str:
    """What people call a dimension."""
    return NAMES[dimension]
