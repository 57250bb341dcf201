"""Price units as real ledgers write them: 元/㎡·月, 元/年·㎡, 元/平方米/日, 元/户·月, 元/度."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qingshou.kernel.refusals import Refusal
from qingshou.tariffs.rules.proration import Per


class PriceUnitUnreadable(Refusal):
    """A price unit does not say what a price is for."""

    code = "tariffs.price-unit-unreadable"

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


@dataclass(frozen=True, slots=True)
class PriceUnit:
    """What one price pays for: a square meter or the whole thing, and for how long."""

    by_area: bool
    per: Per
    metered: bool = False


_AREA = re.compile(r"平方米|平方公尺|平米|m2|M2|㎡|平方|平")
_TIMES = {
    "半年": Per.HALF_YEAR, "月": Per.MONTH, "季": Per.QUARTER, "季度": Per.QUARTER,
    "年": Per.YEAR, "日": Per.DAY, "天": Per.DAY, "次": Per.ONCE, "一次性": Per.ONCE,
    "一次": Per.ONCE,
}  # fmt: skip
_METERED = {"度", "吨", "立方米", "立方", "m3", "千瓦时", "kWh", "kwh", "方"}
_THINGS = {"户", "个", "位", "车位", "间", "套", "辆", "台", "部"}


def read_price_unit(text: str) -> PriceUnit:
    """Read a price unit; an empty one means a fixed price by the month.

    Raises:
        PriceUnitUnreadable: If a word of it is not known or the time is missing for an area.

    >>> read_price_unit("元/年·㎡"), read_price_unit("元/户·月").by_area
    (PriceUnit(by_area=True, per=<Per.YEAR: 'YEAR'>, metered=False), False)
    """
    words = _words(text)
    if set(words) & _METERED and len(words) == 1:
        return PriceUnit(by_area=False, per=Per.ONCE, metered=True)
    times = [_TIMES[word] for word in words if word in _TIMES]
    unknown = set(words) - _TIMES.keys() - _THINGS - {"㎡"}
    if unknown or len(times) > 1 or (words and not times):
        raise PriceUnitUnreadable(text=text)
    return PriceUnit(by_area="㎡" in words, per=times[0] if times else Per.MONTH)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text.replace("㎡", "m2")).strip()
    plain = _AREA.sub("㎡", re.sub(r"m³|立方米|立方|m3", "度", plain))
    plain = re.sub(r"人民币|每|元|\(|\)", "/", plain)
    return [word for word in re.split(r"[/·・.．*×\s、-]+", plain) if word]
