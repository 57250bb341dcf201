"""What payments looked like around a change of price: facts of the same time, not effects."""

from qingshou.reports.document import Unit
from qingshou.reports.figures.definition import Atom, By, Definition, Ratio, Relation

_CHANGES: tuple[By, ...] = (("change",),)


def _around(id_: str, name: str, definition: str, unit: Unit, measure: str) -> Atom:
    return Atom(
        id_, name, definition, unit, Relation.PRICE_CHANGES, measure, _CHANGES, compared=False
    )


PRICES: tuple[Definition, ...] = tuple(
    definition
    for side, name, months in (("before", "调价前", "之前三个月"), ("after", "调价后", "起三个月"))
    for definition in (
        _around(f"price_change.{side}.items", f"{name}账单笔数",
                f"受调价影响的收费项目中，应收日在调价日{months}内、至截止日已满三十日的应收笔数。",
                Unit.COUNT, f"{side}_items"),
        _around(f"price_change.{side}.amount", f"{name}应收",
                f"受调价影响的收费项目中，应收日在调价日{months}内、至截止日已满三十日的应收金额。",
                Unit.YUAN, f"{side}_fen"),
        _around(f"price_change.{side}.settled", f"{name}三十日内结清金额",
                f"{name}应收中，应收日起三十日内全额结清的各笔金额。",
                Unit.YUAN, f"{side}_settled_fen"),
        Ratio(f"price_change.{side}.rate", f"{name}三十日结清率",
              f"{name}三十日内结清金额 ÷ {name}应收。",
              f"price_change.{side}.settled", f"price_change.{side}.amount",
              _CHANGES, compared=False),
    )
)  # fmt: skip
