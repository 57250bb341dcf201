"""Money that came in: receipts by channel and month, refunds, and what is kept as prepayment."""

from qingshou.reports.document import Unit
from qingshou.reports.figures.definition import (
    Atom,
    By,
    Counting,
    Definition,
    Ratio,
    Relation,
    Total,
)

_PLACE: tuple[By, ...] = (("community",),)
_IN: tuple[By, ...] = (*_PLACE, ("channel",), ("month",), ("community", "channel"))


def _receipt(id_: str, name: str, definition: str, unit: Unit, measure: str) -> Atom:
    return Atom(id_, name, definition, unit, Relation.RECEIPTS, measure, _IN)


RECEIPTS: tuple[Definition, ...] = (
    _receipt(
        "receipts.amount",
        "本期收款",
        "收款日在报告期内且不晚于截止日的全部收款，不论结清何时的应收，含转为预存的部分，不含账户之间划转的预存。",
        Unit.YUAN,
        "receipt_fen",
    ),
    _receipt("receipts.count", "收款笔数", "本期收款的笔数。", Unit.COUNT, "receipts"),
    Atom(
        "receipts.households",
        "付款户数",
        "本期至少付款一次的户数。",
        Unit.COUNT,
        Relation.RECEIPTS,
        "receipts",
        (*_PLACE, ("channel",)),
        Counting.HOUSEHOLDS,
        compared=False,
    ),
    Atom(
        "receipts.online.amount",
        "线上收款",
        "本期收款中经微信、支付宝或银行代扣收取的金额。",
        Unit.YUAN,
        Relation.RECEIPTS,
        "online_fen",
        (*_PLACE, ("month",)),
    ),
    Ratio(
        "share.receipts",
        "收款渠道占比",
        "该渠道收款 ÷ 本期收款。",
        "receipts.amount",
        "receipts.amount",
        (("channel",),),
        of_whole=True,
    ),
    Ratio(
        "rate.online",
        "线上收款占比",
        "线上收款 ÷ 本期收款。",
        "receipts.online.amount",
        "receipts.amount",
        _PLACE,
    ),
    Ratio(
        "receipts.average",
        "笔均收款",
        "本期收款 ÷ 收款笔数。",
        "receipts.amount",
        "receipts.count",
        (("channel",),),
        unit=Unit.YUAN,
    ),
    Atom(
        "refunds.amount",
        "本期退款",
        "退款日在报告期内且不晚于截止日的金额，含收款冲正，不含账户之间划转的预存。",
        Unit.YUAN,
        Relation.REFUNDS,
        "refund_fen",
        _PLACE,
    ),
    Atom("refunds.count", "退款笔数", "本期退款的笔数。", Unit.COUNT, Relation.REFUNDS, "refunds"),
    Total(
        "receipts.net",
        "本期净收款",
        "本期收款减去本期退款。",
        Unit.YUAN,
        plus=("receipts.amount",),
        minus=("refunds.amount",),
        families=_PLACE,
    ),
    Atom(
        "prepaid.amount",
        "预存余额",
        "截至截止日已收到、尚未用于结清应收的金额。",
        Unit.YUAN,
        Relation.PREPAYMENTS,
        "prepaid_fen",
        _PLACE,
        compared=False,
    ),
    Atom(
        "prepaid.households",
        "预存户数",
        "截至截止日有预存余额的户数。",
        Unit.COUNT,
        Relation.PREPAYMENTS,
        "prepaid_fen",
        _PLACE,
        Counting.HOUSEHOLDS,
        compared=False,
    ),
)
