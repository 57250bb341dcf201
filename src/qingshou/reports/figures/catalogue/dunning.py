"""Stages, contacts and promises: what was done about the debts, and what followed."""

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

_STAGES: tuple[By, ...] = (("stage",), ("community",), ("community", "stage"), ("stage", "period"))
_CONTACTS: tuple[By, ...] = (
    ("channel",), ("outcome",), ("channel", "outcome"), ("stage",), ("month",), ("community",),
)  # fmt: skip
_PROMISES: tuple[By, ...] = (("community",), ("channel",))


def _visit(id_: str, name: str, definition: str, measure: str, families=_STAGES) -> Atom:
    return Atom(id_, name, definition, Unit.COUNT, Relation.VISITS, measure, families)


def _contact(id_: str, name: str, definition: str, measure: str, **more) -> Atom:
    unit, families = more.pop("unit", Unit.COUNT), more.pop("families", _CONTACTS)
    return Atom(id_, name, definition, unit, Relation.CONTACTS, measure, families, **more)


def _promise(id_: str, name: str, definition: str, unit: Unit, measure: str, **more) -> Atom:
    return Atom(id_, name, definition, unit, Relation.PROMISES, measure, _PROMISES, **more)


STAGES: tuple[Definition, ...] = (
    _visit(
        "cases.in_stage",
        "处于该阶段的案件",
        "报告期内曾处于该阶段的案件数，含期初已在该阶段和期内进入的；合计为各阶段之和。",
        "in_stage",
    ),
    _visit("cases.entered", "进入该阶段的案件", "报告期内进入该阶段的案件数。", "entered"),
    _visit(
        "cases.paid", "在该阶段缴清的案件", "报告期内处于该阶段时欠费结清而结案的案件数。", "paid"
    ),
    _visit(
        "cases.small_rest",
        "余额很小而结案的案件",
        "报告期内处于该阶段时因剩余欠费低于催收起点而结案的案件数；不算缴清。",
        "small_rest",
    ),
    _visit("cases.moved", "转入其他阶段的案件", "报告期内由该阶段转入其他阶段的案件数。", "moved"),
    _visit("cases.remaining", "仍在该阶段的案件", "截至截止日仍处于该阶段的案件数。", "remaining"),
    _visit(
        "cases.handled",
        "本期处理案件",
        "报告期内处于催收中的案件数，每案只计一次。",
        "handled",
        (("community",),),
    ),
    _visit(
        "cases.closed",
        "本期结案案件",
        "本期处理案件中，截至截止日已结案的案件数。",
        "closed",
        (("community",),),
    ),
    Ratio(
        "rate.success",
        "催收成功率",
        "在该阶段缴清的案件 ÷ 处于该阶段的案件。",
        "cases.paid",
        "cases.in_stage",
        _STAGES,
    ),
    Ratio(
        "rate.moved",
        "阶段转出率",
        "转入其他阶段的案件 ÷ 处于该阶段的案件。",
        "cases.moved",
        "cases.in_stage",
        _STAGES,
    ),
    Ratio(
        "rate.closed",
        "案件结清率",
        "本期结案案件 ÷ 本期处理案件。",
        "cases.closed",
        "cases.handled",
        (("community",),),
    ),
)

CONTACTS: tuple[Definition, ...] = (
    _contact(
        "contact.count",
        "联系次数",
        "报告期内主动联系住户的登记次数，按联系日计，不晚于截止日。",
        "contacts",
    ),
    _contact(
        "contact.households",
        "联系覆盖户数",
        "报告期内至少被主动联系一次的户数。",
        "contacts",
        counting=Counting.HOUSEHOLDS,
    ),
    _contact(
        "contact.reached.count",
        "联系上的次数",
        "主动联系中结果为已接通、承诺付款、拒绝、提出异议或已送达的次数。",
        "reached",
    ),
    _contact(
        "contact.reached.households",
        "联系上的户数",
        "报告期内至少联系上一次的户数。",
        "reached",
        counting=Counting.HOUSEHOLDS,
    ),
    _contact(
        "contact.failed.count",
        "未联系上的次数",
        "主动联系中结果为无人接听、号码错误或退回的次数。",
        "failed",
    ),
    _contact(
        "contact.notified.households",
        "发出催缴通知户数",
        "报告期内以短信、微信、信函、通知单或电子邮件发出过催缴通知的户数。",
        "notified",
        counting=Counting.HOUSEHOLDS,
    ),
    _contact(
        "contact.inbound.count", "来电来访次数", "报告期内住户主动联系的登记次数。", "inbound"
    ),
    _contact(
        "contact.observed.count",
        "可观察联系次数",
        "主动联系中，联系后十四日已全部落在截止日之前、因而可以观察其后付款的次数。",
        "observed",
    ),
    _contact(
        "contact.followed.count",
        "联系后十四日内有付款的次数",
        "可观察联系中，同一户在联系日起十四日内有收款的次数；只表示同期出现，不表示因果。",
        "followed",
    ),
    _contact(
        "contact.followed.amount",
        "联系后十四日内的付款金额",
        "同一户在可观察联系之后十四日内的收款；一笔收款只归于付款前最近的一次联系。",
        "followed_fen",
        unit=Unit.YUAN,
    ),
    Ratio(
        "rate.reached",
        "联系成功率",
        "联系上的次数 ÷ 联系次数。",
        "contact.reached.count",
        "contact.count",
        (("channel",), ("stage",), ("community",)),
    ),
    Ratio(
        "rate.followed",
        "联系后付款同期出现率",
        "联系后十四日内有付款的次数 ÷ 可观察联系次数。",
        "contact.followed.count",
        "contact.observed.count",
        (("channel",), ("stage",)),
    ),
    Ratio(
        "share.contacts",
        "联系次数比重",
        "该部分联系次数 ÷ 全部联系次数。",
        "contact.count",
        "contact.count",
        (("channel",), ("outcome",), ("stage",)),
        of_whole=True,
    ),
)

PROMISES: tuple[Definition, ...] = (
    _promise(
        "promise.made.count", "作出的付款承诺", "承诺日在报告期内的付款承诺数。", Unit.COUNT, "made"
    ),
    _promise(
        "promise.made.amount", "承诺金额", "承诺日在报告期内的付款承诺金额。", Unit.YUAN, "made_fen"
    ),
    _promise(
        "promise.made.households",
        "作出承诺户数",
        "报告期内作出过付款承诺的户数。",
        Unit.COUNT,
        "made",
        counting=Counting.HOUSEHOLDS,
    ),
    _promise(
        "promise.kept.count",
        "兑现的承诺",
        "在报告期内被判定为兑现的付款承诺数。",
        Unit.COUNT,
        "kept",
    ),
    _promise(
        "promise.kept.amount",
        "兑现承诺金额",
        "在报告期内被判定为兑现的付款承诺金额。",
        Unit.YUAN,
        "kept_fen",
    ),
    _promise(
        "promise.broken.count",
        "未兑现的承诺",
        "在报告期内被判定为未兑现的付款承诺数。",
        Unit.COUNT,
        "broken",
    ),
    _promise(
        "promise.broken.amount",
        "未兑现承诺金额",
        "在报告期内被判定为未兑现的付款承诺金额。",
        Unit.YUAN,
        "broken_fen",
    ),
    _promise(
        "promise.running.count",
        "待兑现的承诺",
        "截至截止日尚未判定的付款承诺数。",
        Unit.COUNT,
        "running",
    ),
    _promise(
        "promise.running.amount",
        "待兑现承诺金额",
        "截至截止日尚未判定的付款承诺金额。",
        Unit.YUAN,
        "running_fen",
    ),
    Total(
        "promise.judged.count",
        "已判定的承诺",
        "兑现的承诺加未兑现的承诺。",
        Unit.COUNT,
        plus=("promise.kept.count", "promise.broken.count"),
        families=_PROMISES,
    ),
    Ratio(
        "rate.promise_kept",
        "承诺兑现率",
        "兑现的承诺 ÷ 已判定的承诺。",
        "promise.kept.count",
        "promise.judged.count",
        _PROMISES,
    ),
)

DUNNING = (*STAGES, *CONTACTS, *PROMISES)
