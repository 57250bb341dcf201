"""What is owed as of the day: how much, how old, by whom, why, and how it came to be."""

from qingshou.reports.document import Unit
from qingshou.reports.figures.definition import (
    ARREARS,
    CUSTOMERS,
    PLACES,
    Atom,
    By,
    Definition,
    Ratio,
    Relation,
    Total,
)

_WHERE: tuple[By, ...] = (*PLACES, *CUSTOMERS)
_OWED = (*_WHERE, *ARREARS)


def _charge(id_: str, name: str, definition: str, measure: str, families=()) -> Atom:
    return Atom(id_, name, definition, Unit.YUAN, Relation.CHARGES, measure, families)


def _items(id_: str, name: str, definition: str, measure: str, families=()) -> Atom:
    return Atom(id_, name, definition, Unit.COUNT, Relation.CHARGES, measure, families)


def _homes(id_: str, name: str, definition: str, measure: str, families=()) -> Atom:
    return Atom(id_, name, definition, Unit.COUNT, Relation.HOUSEHOLDS, measure, families)


def _owing(id_: str, name: str, definition: str, measure: str, families=()) -> Atom:
    return Atom(id_, name, definition, Unit.YUAN, Relation.HOUSEHOLDS, measure, families)


OPEN: tuple[Definition, ...] = (
    _charge(
        "open.amount",
        "应收余额",
        "截至截止日已入账、尚未结清的全部应收，含未到期部分；与总账应收余额相等。",
        "open_fen",
        PLACES,
    ),
    _charge(
        "overdue.amount",
        "欠费金额",
        "应收日早于截止日、截至截止日仍未结清的金额。",
        "overdue_fen",
        (*_OWED, ("kind",), ("community", "kind")),
    ),
    _charge(
        "due_today.amount",
        "当日到期未收金额",
        "应收日恰为截止日、当日尚未结清的金额。",
        "due_today_fen",
        PLACES,
    ),
    _charge(
        "not_due.amount",
        "未到期应收",
        "截至截止日已入账、应收日晚于截止日、尚未结清的金额。",
        "not_due_fen",
        PLACES,
    ),
    _items(
        "overdue.items",
        "欠费笔数",
        "应收日早于截止日、截至截止日仍未结清的应收笔数。",
        "overdue_items",
        PLACES,
    ),
    _homes(
        "overdue.households",
        "欠费户数",
        "截至截止日至少有一笔应收逾期未结清的户数。",
        "overdue_homes",
        _OWED,
    ),
    _homes(
        "open.households",
        "在管户数",
        "截至截止日处于责任期内的户数，加上责任期已结束而仍有欠费的户数。",
        "managed_homes",
        _WHERE,
    ),
    Ratio(
        "rate.overdue",
        "欠费户占比",
        "欠费户数 ÷ 在管户数。",
        "overdue.households",
        "open.households",
        _WHERE,
    ),
    Ratio(
        "overdue.average",
        "户均欠费",
        "欠费金额 ÷ 欠费户数。",
        "overdue.amount",
        "overdue.households",
        _OWED,
        unit=Unit.YUAN,
    ),
    Ratio(
        "share.overdue.amount",
        "占欠费金额的比重",
        "该部分欠费金额 ÷ 全部欠费金额。",
        "overdue.amount",
        "overdue.amount",
        (*_OWED, ("kind",)),
        of_whole=True,
    ),
    Ratio(
        "share.overdue.households",
        "占欠费户数的比重",
        "该部分欠费户数 ÷ 全部欠费户数。",
        "overdue.households",
        "overdue.households",
        _OWED,
        of_whole=True,
    ),
    _owing("overdue.largest", "最高一户欠费", "欠费金额最高的一户的欠费金额。", "largest_fen"),
    _owing(
        "overdue.median",
        "欠费中位数",
        "欠费户按金额由小到大排列，居中一户的欠费金额；户数为偶数时取较小的一户。",
        "median_fen",
    ),
    _owing("overdue.smallest", "最低一户欠费", "欠费金额最低的一户的欠费金额。", "smallest_fen"),
)

AGING: tuple[Definition, ...] = (
    _charge(
        "aging.amount",
        "账龄金额",
        "欠费按自应收日起至截止日的天数分档的金额。",
        "overdue_fen",
        (("bucket",), ("community", "bucket")),
    ),
    _items(
        "aging.items",
        "账龄笔数",
        "欠费按自应收日起至截止日的天数分档的笔数。",
        "overdue_items",
        (("bucket",),),
    ),
    Ratio(
        "share.aging",
        "账龄比重",
        "该账龄档金额 ÷ 全部欠费金额。",
        "aging.amount",
        "overdue.amount",
        (("bucket",),),
        of_whole=True,
    ),
)

WATERFALL: tuple[Definition, ...] = (
    _charge(
        "waterfall.opening",
        "期初欠费",
        "应收日早于报告期、期初未结清的金额，即期初旧欠。",
        "old_fen",
        PLACES,
    ),
    _charge(
        "waterfall.added",
        "补记往期应收",
        "应收日早于报告期、但在报告期内才入账的金额。",
        "added_fen",
        PLACES,
    ),
    _charge(
        "waterfall.billed",
        "本期到期账单",
        "应收日在报告期内且不晚于截止日的账单金额，冲红之前。",
        "billed_fen",
        PLACES,
    ),
    _charge(
        "waterfall.collected",
        "收款结清",
        "以上三项中由收款或预存款结清的金额，减去报告期内退回、冲正的以往收款。",
        "chain_collected_fen",
        PLACES,
    ),
    _charge(
        "waterfall.waived",
        "减免了结",
        "以上三项中截至截止日以减免、优惠或核销了结的金额。",
        "chain_waived_fen",
        PLACES,
    ),
    _charge(
        "waterfall.reversed",
        "冲红更正",
        "以上三项中截至截止日以冲红更正的金额。",
        "chain_reversed_fen",
        PLACES,
    ),
    _charge(
        "waterfall.closing",
        "期末欠费",
        "应收日在报告期末之前（含截止日）、截至截止日未结清的金额。",
        "chain_open_fen",
        (*PLACES, ("month",), ("community", "month")),
    ),
    _charge(
        "later.amount",
        "期后到期未收金额",
        "应收日在报告期结束之后、早于截止日且未结清的金额；截止日为期末时为零。",
        "later_fen",
        PLACES,
    ),
)

INVOLVED: tuple[Definition, ...] = (
    _homes(
        "involved.households",
        "本期涉及欠费户数",
        "期初有旧欠，或在报告期内有应收逾期过的户数，含收款被退回而重新欠费的。",
        "involved_homes",
        PLACES,
    ),
    _homes(
        "involved_cleared.households",
        "本期缴清欠费户数",
        "本期涉及欠费、且截至截止日期末欠费已为零的户数。",
        "involved_cleared_homes",
        PLACES,
    ),
    _homes(
        "involved_remaining.households",
        "本期仍欠费户数",
        "本期涉及欠费、且截至截止日仍有期末欠费的户数。",
        "involved_remaining_homes",
        PLACES,
    ),
    Ratio(
        "rate.involved_cleared",
        "欠费户缴清比例",
        "本期缴清欠费户数 ÷ 本期涉及欠费户数。",
        "involved_cleared.households",
        "involved.households",
        PLACES,
    ),
    Ratio(
        "rate.involved_remaining",
        "欠费户未清比例",
        "本期仍欠费户数 ÷ 本期涉及欠费户数。",
        "involved_remaining.households",
        "involved.households",
        PLACES,
    ),
    _homes(
        "new_overdue.households",
        "新增欠费户数",
        "期初没有旧欠、截至截止日有欠费的户数。",
        "new_overdue_homes",
        _WHERE,
    ),
    _homes(
        "lasting_overdue.households",
        "连续欠费户数",
        "期初有旧欠、截至截止日仍有欠费的户数。",
        "lasting_overdue_homes",
        _WHERE,
    ),
    _homes(
        "cleared_after_contact.households",
        "联系后缴清户数",
        "本期缴清欠费、且在缴清之前的报告期内被联系过至少一次的户数；只表示先后，不表示因果。",
        "cleared_after_contact_homes",
        PLACES,
    ),
)

CONCENTRATION: tuple[Definition, ...] = (
    _owing(
        "concentration.top_tenth.amount",
        "欠费最多的一成住户的欠费",
        "欠费户按金额由大到小排列，前十分之一（不足一户进为一户）的欠费金额。",
        "top_tenth_fen",
    ),
    _homes(
        "concentration.top_tenth.households",
        "欠费最多的一成住户数",
        "欠费户数的十分之一，不足一户进为一户。",
        "top_tenth_homes",
    ),
    Ratio(
        "concentration.top_tenth.share",
        "欠费最多的一成住户占比",
        "欠费最多的一成住户的欠费 ÷ 欠费金额。",
        "concentration.top_tenth.amount",
        "overdue.amount",
    ),
    _owing(
        "concentration.top_building.amount",
        "欠费最多的楼栋的欠费",
        "欠费金额最高的一栋楼的欠费金额。",
        "top_building_fen",
    ),
    _homes(
        "concentration.top_building.households",
        "欠费最多的楼栋的欠费户数",
        "欠费金额最高的一栋楼的欠费户数。",
        "top_building_homes",
    ),
    Ratio(
        "concentration.top_building.share",
        "欠费最多的楼栋占比",
        "欠费最多的楼栋的欠费 ÷ 欠费金额。",
        "concentration.top_building.amount",
        "overdue.amount",
    ),
)

_FLAGGED = {
    "contacted": ("已联系欠费户", "在报告期内被联系过至少一次的欠费户"),
    "uncontacted": ("未联系欠费户", "在报告期内没有任何联系登记的欠费户"),
    "unreachable": ("失联欠费户", "在报告期内被联系三次及以上而没有一次联系上的欠费户"),
    "wrong_number": ("号码错误欠费户", "在报告期内登记过号码错误、且其后没有联系上的欠费户"),
    "no_phone": ("无有效电话欠费户", "档案中没有一个有效电话的欠费户"),
    "promised": ("承诺缴费欠费户", "截至截止日有未到期付款承诺的欠费户"),
    "vacant": ("空置欠费户", "档案登记为空置、且空置始于截止日或之前的欠费户"),
}

FLAGGED: tuple[Definition, ...] = tuple(
    definition
    for code, (name, meaning) in _FLAGGED.items()
    for definition in (
        _homes(f"{code}.households", f"{name}数", f"{meaning}的户数。", f"{code}_homes", PLACES),
        _owing(f"{code}.amount", f"{name}欠费", f"{meaning}的欠费金额。", f"{code}_fen", PLACES),
        Ratio(
            f"rate.{code}",
            f"{name}占比",
            f"{name}数 ÷ 欠费户数。",
            f"{code}.households",
            "overdue.households",
            PLACES,
        ),
    )
)

LIMITATION: tuple[Definition, ...] = tuple(
    definition
    for code, name, meaning in (
        ("soon", "时效将届满", "三年诉讼时效自截止日次日起九十日内届满的欠费"),
        ("expired", "时效已届满", "三年诉讼时效截至截止日已经届满的欠费"),
    )
    for definition in (
        _charge(
            f"limitation.{code}.amount",
            f"{name}金额",
            f"{meaning}金额；逐笔计算，自应收日起算，自登记的有效催告、付款承诺或部分付款重新起算。",
            f"limitation_{code}_fen",
            PLACES,
        ),
        _items(
            f"limitation.{code}.items",
            f"{name}笔数",
            f"{meaning}笔数。",
            f"limitation_{code}_items",
            PLACES,
        ),
        _homes(
            f"limitation.{code}.households",
            f"{name}户数",
            f"有{meaning}的户数。",
            f"limitation_{code}_homes",
            PLACES,
        ),
    )
)

BALANCE: tuple[Definition, ...] = (
    Total(
        "arrears.change",
        "欠费增减",
        "期末欠费减去期初欠费；负数表示减少。",
        Unit.YUAN,
        plus=("waterfall.closing",),
        minus=("waterfall.opening",),
        families=PLACES,
    ),
    Total(
        "arrears.both_ends",
        "期初与期末欠费之和",
        "期初欠费加期末欠费，用于计算平均余额。",
        Unit.YUAN,
        plus=("waterfall.opening", "waterfall.closing"),
    ),
)

ARREARS_FIGURES = (
    *OPEN, *AGING, *WATERFALL, *INVOLVED, *CONCENTRATION, *FLAGGED, *LIMITATION, *BALANCE,
)  # fmt: skip
