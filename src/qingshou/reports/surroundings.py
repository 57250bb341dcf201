"""Read what the words need beside figures: the price list, the places, the files let in."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any

from django.db import connection

from qingshou.reports.definitions.background import Background, Place, PriceLine
from qingshou.reports.figures import Scope

_BASES = {
    "BUILDING_AREA": "建筑面积",
    "USABLE_AREA": "套内面积",
    "HOUSEHOLD": "按户",
    "SPACE": "按车位",
    "METER": "按表计量",
    "SHARE": "公摊",
    "FORMULA": "约定公式",
}
_PER = {
    "MONTH": "月",
    "QUARTER": "季",
    "HALF_YEAR": "半年",
    "YEAR": "年",
    "DAY": "日",
    "ONCE": "次",
}
_CYCLES = {"MONTH": "月", "QUARTER": "季", "HALF_YEAR": "半年", "YEAR": "年"}
_USAGES = {
    "RESIDENTIAL": "住宅",
    "SHOP": "商铺",
    "OFFICE": "办公",
    "PARKING": "车位",
    "STORAGE": "储藏",
}
_UNITS = {"BUILDING_AREA": "㎡·", "USABLE_AREA": "㎡·", "HOUSEHOLD": "户·", "SPACE": "个·"}
_ROUNDING_UNITS = {"FEN": "分", "JIAO": "角", "YUAN": "元"}
_STAGES = {"MONTH": "逐月", "LINE": "逐行", "TOTAL": "按整张账单"}
_KINDS = {
    "REGISTRY": "房产与业主台账",
    "ARREARS": "欠费台账",
    "PAYMENTS": "收费明细",
    "CONTACTS": "催缴记录",
    "PENALTY_TERMS": "违约金条款",
}


def background_of(scope: Scope, *, as_of: date) -> Background:
    """Read the background of a scope as of a day."""
    rows = _ask(_statement("price_list"), {"communities": scope.ids, "as_of": as_of})
    return Background(
        company=scope.company,
        scope_name=scope.name,
        places=tuple(Place(community.code, community.name) for community in scope.communities),
        prices=tuple(_price_line(row) for row in rows),
        roundings=_roundings(rows),
        imports=_imports(scope, as_of),
    )


def _price_line(row: tuple[Any, ...]) -> PriceLine:
    community, kind, usages, basis, per, price, cycle, since, document, _ = row
    used = "、".join(_USAGES.get(usage, usage) for usage in usages)
    return PriceLine(
        community=community,
        kind=f"{kind}（{used}）"
        if used and len(usages) < len(_USAGES) and basis != "SPACE"
        else kind,
        basis=_BASES.get(basis, basis),
        price=f"{price.normalize():f} 元/{_UNITS.get(basis, '')}{_PER.get(per, per)}",
        cycle=f"按{_CYCLES.get(cycle, cycle)}",
        since=since,
        document=document,
    )


def _roundings(rows: list[tuple[Any, ...]]) -> tuple[str, ...]:
    """Say how the scope's tariffs round, each way once."""
    ways = {"、".join(map(_step, json.loads(row[-1]))) for row in rows if row[-1]} - {""}
    return (f"本期执行的取整规则：{'；'.join(sorted(ways))}。",) if ways else ()


def _step(step: dict[str, str]) -> str:
    return f"{_STAGES[step['stage']]}四舍五入到{_ROUNDING_UNITS[step['unit']]}"


def _imports(scope: Scope, as_of: date) -> tuple[tuple[str, str, date], ...]:
    rows = _ask(
        "SELECT kind, count(*), max(done_on) FROM intake_import"
        " WHERE state = 'DONE' AND community_ids && %(communities)s::bigint[]"
        ' GROUP BY kind ORDER BY kind COLLATE "C"',
        {"communities": scope.ids},
    )
    return tuple((_KINDS.get(kind, kind), f"{count} 份文件", as_of) for kind, count, _ in rows)


def _statement(name: str) -> str:
    return files("qingshou.reports").joinpath("sql", f"{name}.sql").read_text("utf-8")


def _ask(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
