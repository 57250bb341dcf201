"""Adding up: one statement per source gives every sum of every family at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from qingshou.reports.figures import measures
from qingshou.reports.figures.catalogue import EVERY
from qingshou.reports.figures.definition import Atom, By, Counting, Relation
from qingshou.reports.figures.dimensions import UNPLACED
from qingshou.reports.figures.tables import Tables

Key = tuple[str, ...]
Families = dict[By, list[tuple[Atom, set[str]]]]
ROLE_DIMENSIONS = ("month", "period")
_STATES = {"reason", "stage", "duration", "band", "late"}
_PLACE_COLUMNS = {"community": "community_id", "building": "building_id"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where sums come from: a relation in SQL and the columns its dimensions have there."""

    name: str
    sql: str
    counting: Counting = Counting.SUM


@dataclass(slots=True)
class Counts:
    """Every sum of one report: by atom, window role, dimensions and key; absent means zero."""

    sums: dict[tuple[str, str, By, Key], int]
    keys: dict[tuple[Relation, str, By], set[Key]]

    def of(self, atom: Atom, role: str, by: By, key: Key) -> int:
        """The sum of an atom; zero where no row contributed."""
        return self.sums.get((atom.id, role, by, key), 0)


def static(by: By) -> By:
    """The dimensions that are columns, sorted; months and past periods are windows."""
    return tuple(sorted(dimension for dimension in by if dimension not in ROLE_DIMENSIONS))


def count(tables: Tables) -> Counts:
    """Add up everything the catalogue names."""
    counts = Counts(sums={}, keys=defaultdict(set))
    roles = {
        "": {window.role for window in tables.windows},
        "month": {window.role for window in tables.months},
        "period": {window.role for window in tables.periods},
    }
    wanted: dict[tuple[Source, frozenset[By]], Families] = defaultdict(lambda: defaultdict(list))
    for atom in EVERY:
        if isinstance(atom, Atom):
            for source, families in _sources_of(atom, tables).items():
                together = wanted[source, frozenset(map(static, families))]
                for by in families:
                    kind = next((name for name in by if name in ROLE_DIMENSIONS), "")
                    together[static(by)].append((atom, roles[kind]))
    for (source, _), together in wanted.items():
        _count_source(source, together, counts)
    return counts


def _sources_of(atom: Atom, tables: Tables) -> dict[Source, list[By]]:
    """The families of an atom by where they are counted; like ones are counted together.

    What is summed by building is not summed again by community and as a whole.
    """
    found: dict[Source, list[By]] = defaultdict(list)
    for by in ((), *atom.families):
        found[_source_of(atom, by, tables)].append(by)
    for families in found.values():
        for by in [by for by in families if "building" in by]:
            moving = tuple(name for name in by if name in ROLE_DIMENSIONS)
            for rolled in (moving, ("community", *moving)):
                if rolled in families and atom.counting is Counting.SUM:
                    families.remove(rolled)
    return found


def _source_of(atom: Atom, by: By, tables: Tables) -> Source:
    names = tables.names
    if atom.relation is Relation.CHARGES:
        if atom.measure == "chain_open_fen" and "month" in by:
            return Source("balance", names["balance"])
        if "month" in by:
            return Source("months", names["month_sum"])
        if {"kind", "bucket"} & set(by):
            return Source("kinds", _kinds(tables))
        if not _STATES & set(by):
            return Source("charges", _charges(tables))
    if atom.relation in (Relation.CHARGES, Relation.HOUSEHOLDS):
        return Source("homes", _homes(tables, "STATE" if _STATES & set(by) else "PLACE"))
    if atom.relation is Relation.RECEIPTS and atom.counting is Counting.HOUSEHOLDS:
        return Source("payers", names["payer"], atom.counting)
    table = {
        Relation.RECEIPTS: "receipt",
        Relation.REFUNDS: "refund",
        Relation.PREPAYMENTS: "prepayment",
        Relation.VISITS: "visit",
        Relation.CONTACTS: "contact",
        Relation.PROMISES: "promise",
        Relation.PRICE_CHANGES: "price_change",
    }[atom.relation]
    return Source(table, names[table], atom.counting)


def _charges(tables: Tables) -> str:
    """Lines by who owes them, and what was simply paid in time."""
    names = tables.names
    heads = 'role, community_id, building_id, "group", usage, floor, tenure'
    told = ", ".join(measures.LINE_MEASURES)
    return (
        f"(SELECT {heads}, {told} FROM {names['charge_cell']}"  # noqa: S608
        f" UNION ALL SELECT {heads}, {measures.calm_amounts(measures.LINE_MEASURES)}"
        f" FROM {names['calm_sum']})"
    )


def _kinds(tables: Tables) -> str:
    """Lines by kind and age, and what was simply paid in time."""
    names = tables.names
    told, heads = measures.LINE_MEASURES, "role, community_id, kind"
    return (
        f"(SELECT {heads}, bucket, {', '.join(told)} FROM {names['charge_cell']}"  # noqa: S608
        f" UNION ALL SELECT {heads}, NULL, {measures.calm_amounts(told)}"
        f" FROM {names['calm_kind']})"
    )


def _homes(tables: Tables, told_by: str) -> str:
    """Households told one by one, and those that simply paid in time."""
    names = tables.names
    counted = measures.HOUSEHOLD_MEASURES
    told = ", ".join(f'"{name}"' for name in (*measures.HOME_DIMENSIONS, *counted))
    calm = ", ".join(
        [f'{measures.calm_dimension(name)} AS "{name}"' for name in measures.HOME_DIMENSIONS]
        + [f"{measures.CALM_HOMES.get(name, '0')} AS {name}" for name in counted]
    )
    places = "role, community_id, building_id"
    return (
        f"(SELECT {places}, {told}"  # noqa: S608
        f" FROM {names['home_cell']} WHERE told_by = '{told_by}'"
        f" UNION ALL SELECT {places}, {calm} FROM {names['calm_sum']})"
    )


def column_of(dimension: str) -> str:
    """The column of a dimension in every source."""
    return _PLACE_COLUMNS.get(dimension, f'"{dimension}"')


def _count_source(source: Source, families: Families, counts: Counts) -> None:
    dimensions = sorted({dimension for by in families for dimension in by})
    atoms = {atom.id: atom for found in families.values() for atom, _ in found}
    with connection.cursor() as cursor:
        cursor.execute(_statement(source, list(families), dimensions, atoms.values()))
        for role, community, grouped, *rest in cursor.fetchall():
            by, key = _member(dimensions, grouped, rest[: len(dimensions)])
            if None in key:
                continue
            sums = dict(zip(atoms, rest[len(dimensions) :], strict=True))
            for atom, roles in families[by]:
                if role in roles:
                    _keep(counts, atom, role, by, key, int(sums[atom.id] or 0), community)


def _keep(
    counts: Counts, atom: Atom, role: str, by: By, key: Key, fen: int, community: int | None
) -> None:
    """Remember a sum; one of a building also goes into its community's and the whole."""
    members: list[tuple[By, Key]] = [(by, key)]
    if by == ("building",) and atom.counting is Counting.SUM:
        members += [(("community",), (str(community),)), ((), ())]
    for each_by, each_key in members:
        counts.keys[atom.relation, role, each_by].add(each_key)
        if fen:
            place = (atom.id, role, each_by, each_key)
            counts.sums[place] = counts.sums.get(place, 0) + fen


def _statement(
    source: Source, families: list[By], dimensions: list[str], atoms: Iterable[Atom]
) -> str:
    columns = [column_of(dimension) for dimension in dimensions]
    community = "min(community_id)" if "building" in dimensions else "NULL"
    grouped = f"GROUPING({', '.join(columns)})" if columns else "0"
    sets = ", ".join(
        f"({', '.join(['role', *(column_of(dimension) for dimension in by)])})" for by in families
    )
    heads = ", ".join(
        ["role", community, grouped, *columns, *(_sum(source, atom) for atom in atoms)]
    )
    return f"SELECT {heads} FROM {source.sql} counted GROUP BY GROUPING SETS ({sets})"  # noqa: S608


def _sum(source: Source, atom: Atom) -> str:
    if source.counting is Counting.HOUSEHOLDS:
        return f"count(DISTINCT account_id) FILTER (WHERE {atom.measure} <> 0)"
    return f"{measures.TOTAL}({atom.measure}::bigint)"


def _member(dimensions: list[str], grouped: int, values: list[object]) -> tuple[By, Key]:
    """Read which dimensions a row of grouping sets belongs to, and its key along them."""
    by: list[str] = []
    key: list[str] = []
    for place, dimension in enumerate(dimensions):
        if not grouped >> (len(dimensions) - 1 - place) & 1:
            by.append(dimension)
            value = values[place]
            unplaced = UNPLACED if dimension in _PLACE_COLUMNS else None
            key.append(unplaced if value is None else str(value))  # type: ignore[arg-type]
    return tuple(by), tuple(key)
