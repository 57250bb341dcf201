"""Problems that come out of the data, ranked by money, each with the measure that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from qingshou.reports.definitions.background import REASON_MEASURES
from qingshou.reports.definitions.lines import say
from qingshou.reports.definitions.telling import Telling
from qingshou.reports.definitions.thresholds import LIMITS, Limits
from qingshou.reports.document import Action, FigureRef, Line, Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: what, how much money stands behind it, what answers it, who, by when."""

    code: str
    title: str
    problem: Line
    money: Fraction
    measure: Line
    role: str
    within_days: int
    effect: Line

    def action(self, as_of: date) -> Action:
        """The finding as a row of measures."""
        return Action(
            problem=self.problem,
            measure=self.measure,
            role=self.role,
            due_on=as_of + timedelta(days=self.within_days),
            effect=self.effect,
        )


Search = Callable[[Telling, Limits], Iterator[Finding]]
_SPREAD = Fraction(1, 5)


def findings(t: Telling, limits: Limits = LIMITS) -> list[Finding]:
    """List what the data show to be wrong, most money first."""
    found = [finding for search in _SEARCHES for finding in search(t, limits)]
    return sorted(found, key=lambda finding: (-finding.money, finding.code))


def cleared_estimate(t: Telling, code: str, homes_id: str) -> Line:
    """Estimate how many of some households will clear, from this period's own rate."""
    base = t.value("rate.involved_cleared")
    expected = t.value(homes_id) * base
    low, high = floor(expected * (1 - _SPREAD)), ceil(expected * (1 + _SPREAD))
    if high == 0:
        return say("先求联系上；本期尚无可参照的缴清比例")
    parts = (homes_id, "rate.involved_cleared")
    words = "户数 × 本期欠费户缴清比例，上下各留两成"
    low_id, high_id = (
        t.derive(
            f"estimate.{code}.{end}", f"预计缴清户数（{name}）", words, Unit.COUNT, value, parts
        )
        for end, name, value in (("low", "低", low), ("high", "高", high))
    )
    return say("预计缴清 ", t.number(low_id), " 至 ", t.number(high_id, "户"))


def _reasons(t: Telling, limits: Limits) -> Iterator[Finding]:
    for member in t.ranked("overdue.amount", "reason"):
        share_id = f"share.overdue.amount[reason={member.key}]"
        measure = REASON_MEASURES.get(member.key)
        if measure is None or t.value(share_id) < limits.reason_share:
            continue
        homes_id = f"overdue.households[reason={member.key}]"
        yield Finding(
            code=f"reason.{member.key}",
            title=f"{member.label}为欠费主因之一",
            problem=say(
                f"登记原因为「{member.label}」的欠费 ", t.homes(homes_id), "、",
                t.amount(member.figure.id), "，占欠费金额 ", t.percent(share_id), "。",
            ),
            money=Fraction(member.figure.value or 0),
            measure=say(measure[0], "。"),
            role=measure[1],
            within_days=30,
            effect=cleared_estimate(t, f"reason.{member.key}", homes_id),
        )  # fmt: skip


def _building(t: Telling, limits: Limits) -> Iterator[Finding]:
    top = next(iter(t.ranked("overdue.amount", "building")), None)
    if top is None or t.value("concentration.top_building.share") < limits.building_share:
        return
    homes_id = f"overdue.households[building={top.key}]"
    yield Finding(
        code="building",
        title="欠费集中于个别楼栋",
        problem=say(
            f"{top.label}欠费 ", t.homes(homes_id), "、", t.amount(top.figure.id),
            "，占欠费金额 ", t.percent("concentration.top_building.share"), "，居各楼栋之首。",
        ),
        money=Fraction(top.figure.value or 0),
        measure=say("由项目经理牵头，逐户核对该楼栋的欠费原因，共性问题先整改、后上门说明。"),
        role="项目经理",
        within_days=30,
        effect=cleared_estimate(t, "building", homes_id),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Flag:
    code: str
    title: str
    what: str
    measure: str
    role: str
    within_days: int
    limit: str


_FLAGS = (
    _Flag(
        "unreachable", "多次联系未果", "本期三次以上联系均未接通",
        "用入住登记、车位合同核对号码，改寄书面催告并留存回执。", "客户关系经理", 20,
        "unreachable_share",
    ),
    _Flag(
        "uncontacted", "仍有欠费户未联系", "本期没有任何联系登记",
        "列入下期首周名单，按金额由大到小逐户联系并登记结果。", "催收员", 15, "uncontacted_share",
    ),
    _Flag(
        "no_phone", "缺有效电话", "档案中没有有效电话",
        "由楼栋管家上门补录联系方式，并请业主确认账单接收渠道。", "催收员", 20, "no_phone_share",
    ),
    _Flag(
        "vacant", "空置房屋欠费", "房屋登记为空置",
        "按登记地址寄送账单和催告；合同约定空置优惠的，核对书面申请后办理。", "催收员", 45,
        "vacant_share",
    ),
)  # fmt: skip


def _flagged(t: Telling, limits: Limits) -> Iterator[Finding]:
    for flag in _FLAGS:
        if t.value(f"rate.{flag.code}") < getattr(limits, flag.limit):
            continue
        homes_id = f"{flag.code}.households"
        yield Finding(
            code=flag.code,
            title=flag.title,
            problem=say(
                "欠费住户中 ", t.homes(homes_id), "（", t.percent(f"rate.{flag.code}"), "，",
                t.amount(f"{flag.code}.amount"), f"）{flag.what}。",
            ),
            money=t.value(f"{flag.code}.amount"),
            measure=say(flag.measure),
            role=flag.role,
            within_days=flag.within_days,
            effect=cleared_estimate(t, flag.code, homes_id),
        )  # fmt: skip


def _limitation(t: Telling, _: Limits) -> Iterator[Finding]:
    if not t.value("limitation.soon.amount"):
        return
    yield Finding(
        code="limitation",
        title="部分欠费时效将满",
        problem=say(
            t.homes("limitation.soon.households"), "、", t.amount("limitation.soon.amount"),
            "欠费的三年诉讼时效将在九十日内届满。",
        ),
        money=t.value("limitation.soon.amount"),
        measure=say("优先送达书面催告并留存回执；协商不成的，由法务在届满前申请支付令或起诉。"),
        role="法务",
        within_days=30,
        effect=say("保全 ", t.amount("limitation.soon.amount"), " 债权的时效"),
    )  # fmt: skip


def _promises(t: Telling, limits: Limits) -> Iterator[Finding]:
    judged, broken = t.value("promise.judged.count"), t.value("promise.broken.count")
    if not judged or broken / judged < limits.broken_share:
        return
    yield Finding(
        code="promises",
        title="付款承诺兑现不足",
        problem=say(
            "本期到期判定的付款承诺 ", t.number("promise.judged.count", "项"), "，其中 ",
            t.number("promise.broken.count", "项"), "（", t.amount("promise.broken.amount"),
            "）未兑现。",
        ),
        money=t.value("promise.broken.amount"),
        measure=say("承诺到期前一日提醒；未兑现的次日恢复原催收阶段，改签书面分期协议。"),
        role="催收员",
        within_days=15,
        effect=say("承诺兑现率由 ", t.percent("rate.promise_kept"), " 提高到六成以上"),
    )  # fmt: skip


def _old_debt(t: Telling, limits: Limits) -> Iterator[Finding]:
    if not t.value("old.amount") or t.value("rate.recovery") >= limits.recovery_rate:
        return
    yield Finding(
        code="old",
        title="旧欠清收偏慢",
        problem=say(
            "期初旧欠 ", t.amount("old.amount"), "，本期清回 ", t.amount("recovered.amount"),
            "，清欠率 ", t.percent("rate.recovery"), "；期末旧欠余额 ", t.amount("old_open.amount"), "。",
        ),
        money=t.value("old_open.amount"),
        measure=say("旧欠逐户建档：能协商的签分期协议，拒不协商的送达催告后按审批转入法律程序。"),
        role="项目经理",
        within_days=60,
        effect=_lift(t, "old", "rate.recovery", "old_open.amount", Fraction(5, 100)),
    )  # fmt: skip


def _lift(t: Telling, code: str, rate_id: str, base_id: str, gain: Fraction) -> Line:
    value = floor(t.value(base_id) * gain)
    figure_id = t.derive(
        f"estimate.{code}", "预计多收金额", "基数金额 × 5 个百分点。", Unit.YUAN, value, (base_id,)
    )
    points = f"{int(gain * 100)} 个百分点"
    return say(f"清欠率提高 {points}，约多收 ", FigureRef(figure_id, t.amount_words(value)))


def _late(t: Telling, limits: Limits) -> Iterator[Finding]:
    if t.value("rate.late_paid") < limits.late_share:
        return
    yield Finding(
        code="late",
        title="缴费普遍晚于应收日",
        problem=say(
            "本期应收户中 ", t.homes("late_paid.households"), "（", t.percent("rate.late_paid"),
            "）在应收日之后才缴清，占用催收人力。",
        ),
        money=t.value("due.amount") * t.value("rate.late_paid") * Fraction(1, 20),
        measure=say("应收日前三日推送账单；对连续两期逾期后自行缴清的住户，推荐签约代扣。"),
        role="财务专员",
        within_days=30,
        effect=say("减少到期后的提醒；按时缴费率现为 ", t.percent("rate.on_time")),
    )  # fmt: skip


def _unrecorded(t: Telling, limits: Limits) -> Iterator[Finding]:
    members = {member.key: member for member in t.family("overdue.amount", "reason")}
    unknown = members.get("UNRECORDED")
    if unknown is None:
        return
    share_id = f"share.overdue.amount[reason={unknown.key}]"
    if t.value(share_id) < limits.unrecorded_share:
        return
    homes_id = f"overdue.households[reason={unknown.key}]"
    yield Finding(
        code="unrecorded",
        title="欠费原因登记不全",
        problem=say(
            t.homes(homes_id), "、", t.amount(unknown.figure.id), "欠费没有登记原因，占欠费金额 ",
            t.percent(share_id), "，无法对症处理。",
        ),
        money=Fraction(unknown.figure.value or 0) / 4,
        measure=say("每次联系必须选择欠费原因；下期首月补齐现有欠费户的原因。"),
        role="催收员",
        within_days=30,
        effect=say("原因登记率提高到九成以上"),
    )  # fmt: skip


def _online(t: Telling, limits: Limits) -> Iterator[Finding]:
    if not t.value("receipts.amount") or t.value("rate.online") >= limits.online_rate:
        return
    yield Finding(
        code="online",
        title="线上收款占比偏低",
        problem=say(
            "本期收款 ", t.amount("receipts.amount"), "中，线上收款 ",
            t.amount("receipts.online.amount"), "，占 ", t.percent("rate.online"), "。",
        ),
        money=(t.value("receipts.amount") - t.value("receipts.online.amount")) / 50,
        measure=say("账单附缴费二维码，窗口收款时当场指导签约代扣或开通线上缴费。"),
        role="财务专员",
        within_days=60,
        effect=say("减少窗口收款与人工对账；线上占比每期复核"),
    )  # fmt: skip


_SEARCHES: tuple[Search, ...] = (
    _reasons, _building, _flagged, _limitation, _promises, _old_debt, _late, _unrecorded, _online,
)  # fmt: skip
