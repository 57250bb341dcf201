"""The charges due in the period, the old debt at its start, and the four rates made of them."""

from qingshou.reports.document import Unit
from qingshou.reports.figures.definition import (
    CUSTOMERS,
    MONTHLY,
    PLACES,
    Atom,
    Definition,
    Ratio,
    Relation,
)

_DUE = (*PLACES, *CUSTOMERS, ("kind",), *MONTHLY)
_OLD = (*PLACES, *CUSTOMERS, ("kind",))
_HOMES = (*PLACES, *CUSTOMERS)


def _charge(id_: str, name: str, definition: str, measure: str, families=_DUE) -> Atom:
    return Atom(id_, name, definition, Unit.YUAN, Relation.CHARGES, measure, families)


def _homes(id_: str, name: str, definition: str, measure: str, families=_HOMES) -> Atom:
    return Atom(id_, name, definition, Unit.COUNT, Relation.HOUSEHOLDS, measure, families)


DUE: tuple[Definition, ...] = (
    _charge(
        "billed.amount",
        "本期到期账单金额",
        "应收日在报告期内且不晚于截止日的各笔应收的账单金额，冲红之前。",
        "billed_fen",
    ),
    _charge(
        "reversed.amount",
        "本期应收冲红金额",
        "本期到期的应收中，截至截止日以冲红更正的金额。",
        "due_reversed_fen",
    ),
    _charge(
        "due.amount",
        "本期应收",
        "应收日在报告期内且不晚于截止日的各笔应收金额，减去已冲红的部分。",
        "due_fen",
    ),
    _charge(
        "collected.amount",
        "本期应收中已收金额",
        "本期应收中，截至截止日已由收款或预存款结清的金额，不论款项何时收到。",
        "collected_fen",
    ),
    _charge(
        "waived.amount",
        "本期应收中减免金额",
        "本期应收中，截至截止日以减免、优惠或核销了结的金额；不算作已收。",
        "due_waived_fen",
    ),
    _charge(
        "uncollected.amount",
        "本期应收中未收金额",
        "本期应收减去已收和减免后，截至截止日仍未结清的金额。",
        "uncollected_fen",
    ),
    _charge(
        "on_time.amount",
        "本期应收中按时结清金额",
        "本期应收中，不晚于各自应收日全额结清的各笔，由收款或预存款结清的金额。",
        "on_time_fen",
        _OLD,
    ),
    _homes(
        "due.households",
        "本期应收户数",
        "本期应收金额大于零的户数；一处房屋或车位的一个缴费人为一户。",
        "due_homes",
        (*_HOMES, ("late",)),
    ),
    _homes(
        "settled.households",
        "本期应收已无逾期户数",
        "本期有应收、且截至截止日没有任何一笔本期应收逾期未结清的户数。",
        "settled_homes",
    ),
    _homes(
        "unsettled.households",
        "本期应收仍逾期户数",
        "本期有应收、且截至截止日至少有一笔本期应收逾期未结清的户数。",
        "unsettled_homes",
    ),
    _homes(
        "on_time.households",
        "按时缴清户数",
        "本期各笔应收均在应收日当日或之前结清的户数。",
        "on_time_homes",
    ),
    _homes(
        "late_paid.households",
        "逾期后缴清户数",
        "本期至少一笔应收晚于应收日结清，且截至截止日已无逾期、也无当日到期未收的户数。",
        "late_paid_homes",
    ),
    _homes(
        "pending.households",
        "当日到期待缴户数",
        "本期应收没有逾期，仅有应收日恰为截止日的款项尚未结清的户数。",
        "pending_homes",
    ),
    _homes(
        "not_on_time.households",
        "未按时缴清户数",
        "本期有应收、但并非每笔都在应收日当日或之前结清的户数。",
        "not_on_time_homes",
    ),
)

OLD: tuple[Definition, ...] = (
    _charge(
        "old.amount", "期初旧欠", "应收日在报告期开始之前、在期初仍未结清的金额。", "old_fen", _OLD
    ),
    _charge(
        "recovered.amount",
        "清回旧欠",
        "期初旧欠中，自报告期开始至截止日由收款或预存款结清的金额。",
        "recovered_fen",
        _OLD,
    ),
    _charge(
        "old_waived.amount",
        "旧欠减免金额",
        "期初旧欠中，自报告期开始至截止日以减免、优惠或核销了结的金额。",
        "old_waived_fen",
        _OLD,
    ),
    _charge(
        "old_reversed.amount",
        "旧欠冲红金额",
        "期初旧欠中，自报告期开始至截止日以冲红更正的金额。",
        "old_reversed_fen",
        _OLD,
    ),
    _charge(
        "old_open.amount", "旧欠余额", "期初旧欠中截至截止日仍未结清的金额。", "old_open_fen", _OLD
    ),
    _homes("old.households", "期初欠费户数", "期初有旧欠的户数。", "old_homes"),
    _homes(
        "recovered.households",
        "清回旧欠户数",
        "期初有旧欠、且至截止日缴付过其中一部分或全部的户数。",
        "recovered_homes",
    ),
    _homes(
        "old_cleared.households",
        "旧欠清完户数",
        "期初有旧欠、且截至截止日旧欠已全部了结的户数。",
        "old_cleared_homes",
    ),
)

RATES: tuple[Definition, ...] = (
    Ratio(
        "rate.collection",
        "收缴率",
        "本期应收中已收金额 ÷ 本期应收。",
        "collected.amount",
        "due.amount",
        _DUE,
    ),
    Ratio(
        "rate.uncollected",
        "未收占比",
        "本期应收中未收金额 ÷ 本期应收。",
        "uncollected.amount",
        "due.amount",
        _DUE,
    ),
    Ratio(
        "rate.waived",
        "减免占比",
        "本期应收中减免金额 ÷ 本期应收。",
        "waived.amount",
        "due.amount",
        _HOMES,
    ),
    Ratio(
        "rate.households",
        "户收缴率",
        "本期应收已无逾期户数 ÷ 本期应收户数。",
        "settled.households",
        "due.households",
        _HOMES,
    ),
    Ratio(
        "rate.recovery", "清欠率", "清回旧欠 ÷ 期初旧欠。", "recovered.amount", "old.amount", _OLD
    ),
    Ratio(
        "rate.on_time",
        "按时缴费率",
        "按时缴清户数 ÷ 本期应收户数。",
        "on_time.households",
        "due.households",
        _HOMES,
    ),
    Ratio(
        "rate.not_on_time",
        "未按时缴费率",
        "未按时缴清户数 ÷ 本期应收户数。",
        "not_on_time.households",
        "due.households",
        _HOMES,
    ),
    Ratio(
        "rate.late_paid",
        "逾期后缴清占比",
        "逾期后缴清户数 ÷ 本期应收户数。",
        "late_paid.households",
        "due.households",
        _HOMES,
    ),
    Ratio(
        "share.due",
        "占本期应收的比重",
        "该部分的本期应收 ÷ 全部本期应收。",
        "due.amount",
        "due.amount",
        (*_HOMES, ("kind",)),
        of_whole=True,
    ),
    Ratio(
        "share.late",
        "缴清早晚的户数比重",
        "该档户数 ÷ 本期应收户数；以本期各笔应收中最晚的一笔为准。",
        "due.households",
        "due.households",
        (("late",),),
        of_whole=True,
    ),
)

COLLECTION = (*DUE, *OLD, *RATES)
