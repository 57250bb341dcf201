"""A report with every kind of block and all nine charts; its figures follow from its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from qingshou.kernel.period import Period
from qingshou.reports.document import (
    CONTACTS,
    KEPT,
    LAST_YEAR,
    PROMISES,
    THIS_YEAR,
    Action,
    ActionTable,
    Align,
    Block,
    BulletList,
    Callout,
    CellKind,
    Chart,
    ChartBlock,
    ChartKind,
    Column,
    DataTable,
    Definition,
    FigureRef,
    FigureValue,
    Highlight,
    OnePage,
    Paragraph,
    Point,
    Report,
    RowColumn,
    RowSet,
    RowsRef,
    RowValue,
    Section,
    Source,
    Text,
    Trend,
    Unit,
)

AS_OF = date(2026, 9, 30)
SCOPE = "全部项目"
SOURCE = "账务台账、催收记录"
AREAS = ("示例·云杉里", "示例·澄湖苑", "示例·锦程广场")
_HOMES = RowsRef("homes", "住户明细")
_COLUMNS = (
    RowColumn("项目"),
    RowColumn("房号"),
    RowColumn("收费项目"),
    RowColumn("到期日", CellKind.DATE),
    RowColumn("金额（元）", CellKind.YUAN),
)


@dataclass
class SampleRows:
    """Rows made by arithmetic, the same every time."""

    made: dict[str, list[tuple[RowValue, ...]]] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)

    def rows(self, figure_id: str) -> RowSet:
        """List the rows that make the figure."""
        if figure_id in self.counted:
            measured = RowColumn("金额（元）", CellKind.COUNT)
            return RowSet((*_COLUMNS[:-1], measured), iter(self.made[figure_id]), None)
        return RowSet(_COLUMNS, iter(self.made[figure_id]), 4)

    def items(self, figure_id: str, count: int, fen: int, where: Iterable[str] = AREAS) -> int:
        """Make ``count`` rows summing to ``fen`` and keep them for the figure."""
        areas = tuple(where)
        each, rest = divmod(fen, count)
        self.made[figure_id] = [
            (
                areas[at % len(areas)],
                f"{at % 9 + 1}-{at % 3 + 1}-{at % 28 + 1:02d}0{at % 4 + 1}",
                ("=物业费" if at == 0 else "物业费", "车位费", "电梯费")[at % 3],
                date(2026, 7, 1) + timedelta(days=at % 90),
                each + (1 if at < rest else 0),
            )
            for at in range(count)
        ]
        return fen


def t(words: str, *, strong: bool = False) -> Text:
    """Words."""
    return Text(words, strong)


class Sample:
    """Builds the figures, then the chapters that speak of them."""

    def __init__(self) -> None:
        self.rows = SampleRows()
        self.figures: dict[str, FigureValue] = {}
        self._make_figures()

    def report(self, outline: int = 1) -> Report:
        """The whole report."""
        return Report(
            title="物业费催收总结报告",
            outline=1 if outline == 1 else 2,
            company="示例物业服务有限公司",
            scope_name=SCOPE,
            period=Period.named("2026Q3"),
            period_name="2026 年第三季度",
            as_of=AS_OF,
            number="示例物服〔2026〕收字第 Q3-1 号",
            figures=self.figures,
            one_page=self._one_page(),
            chapters=tuple(self._chapters()),
            definitions=_DEFINITIONS,
            sources=_SOURCES,
        )

    # Figures

    def _make_figures(self) -> None:
        self._amount("billed", "本期应收", 2_400, 412_630_000)
        self._amount("received", "本期实收", 2_100, 337_180_000)
        self._amount("arrears", "期末欠费", 321, 75_450_000)
        self._amount("arrears.before", "期初欠费", 298, 81_220_000)
        self._count("debtors", "欠费住户", 268)
        self._count("items", "账单笔数", 120, RowsRef("items", "账单明细"))
        self._count("reached", "已联系住户", 251)
        self._count("contacts", "联系次数", 1_146)
        self._count("promises", "承诺", 143)
        self._count("kept", "兑现承诺", 96)
        for at, area in enumerate(AREAS):
            share = (5, 3, 2)[at]
            fen = 41_263_000 * share
            self._amount(f"billed.{at}", f"应收·{area}", 200 * share, fen, [area])
            paid = 33_718_000 * share
            self._amount(f"received.{at}", f"实收·{area}", 180 * share, paid, [area])
            self._amount(f"arrears.{at}", f"欠费·{area}", 30 * share, fen - paid, [area])
            self._rate(f"rate.{at}", f"收缴率·{area}", f"received.{at}", f"billed.{at}")
        self._rate("rate", "收缴率", "received", "billed")
        self._rate("kept.rate", "承诺兑现率", "kept", "promises")
        self._made("arrears.change", "欠费变动", Unit.YUAN, ("arrears", "arrears.before"))

    def _keep(self, figure: FigureValue) -> None:
        self.figures[figure.id] = figure

    def _amount(
        self, id_: str, name: str, count: int, fen: int, where: Iterable[str] = AREAS
    ) -> None:
        self.rows.items(id_, count, fen, where)
        shown = f"{fen / 1_000_000:,.2f} 万元"
        self._keep(
            FigureValue(
                id_, name, f"{name}：截止日在账的金额合计，含税。", Unit.YUAN, fen, shown, SCOPE,
                AS_OF, rows=RowsRef("items", "账单明细"),
            )
        )  # fmt: skip

    def _count(self, id_: str, name: str, count: int, rows: RowsRef = _HOMES) -> None:
        self.rows.items(id_, count, count * 100)
        self.rows.counted.add(id_)
        self._keep(
            FigureValue(
                id_, name, f"{name}：每户或每次计一。", Unit.COUNT, count, f"{count:,} 户", SCOPE,
                AS_OF, rows=rows,
            )
        )  # fmt: skip

    def _rate(self, id_: str, name: str, above: str, below: str) -> None:
        value = Fraction(self.figures[above].value or 0) / Fraction(self.figures[below].value or 1)
        definition = f"{name} = {self.figures[above].name} ÷ {self.figures[below].name}。"
        self._keep(
            FigureValue(
                id_, name, definition, Unit.RATE, value, f"{float(value) * 100:.1f}%", SCOPE,
                AS_OF, above, below,
            )
        )  # fmt: skip

    def _made(self, id_: str, name: str, unit: Unit, parts: tuple[str, str]) -> None:
        first, second = (Fraction(self.figures[part].value or 0) for part in parts)
        value = int(first - second)
        self._keep(
            FigureValue(
                id_, name, f"{name} = 期末 − 期初。", unit, value,
                f"\u2212{abs(value) / 1_000_000:.2f} 万元", SCOPE, AS_OF, parts=parts,
            )
        )  # fmt: skip

    def f(self, id_: str, shown: str | None = None, *, strong: bool = False) -> FigureRef:
        """Mention a figure."""
        return FigureRef(id_, shown or self.figures[id_].shown, strong)

    def bare(self, id_: str) -> FigureRef:
        """Mention an amount in a cell, without its unit."""
        return FigureRef(id_, f"{(self.figures[id_].value or 0) / 1_000_000:,.2f}")

    # Page one

    def _one_page(self) -> OnePage:
        f = self.f
        return OnePage(
            highlights=(
                Highlight("收缴率", f("rate"), Trend.UP, (t("比二季度提高 2.4 个百分点"),), True,
                          (76, 78, 75, 77, 79, 80, 79, Fraction(817, 10))),
                Highlight("本期实收", f("received"), Trend.UP, (t("环比增加 6.1%"),), True,
                          (290, 301, 296, 318, 310, 317, 337)),
                Highlight("期末欠费", f("arrears"), Trend.DOWN,
                          (t("比期初减少 "), f("arrears.change", "5.77 万元")), True,
                          (79, 82, 84, 80, 81, 75)),
                Highlight("欠费住户", f("debtors"), Trend.LEVEL, (t("与二季度基本持平"),), None,
                          (270, 266, 271, 268)),
                Highlight("承诺兑现率", f("kept.rate"), Trend.UNKNOWN, (t("去年同期未登记，不作比较"),)),
            ),
            finding=(
                t("欠费集中在 3 号楼：", strong=True),
                t("全部欠费 "), f("arrears"),
                t(" 中有四成来自该楼 41 户，其中 28 户登记的原因是电梯停运。投诉结案后已有 19 户补缴，"
                  "其余 22 户是下期最值得先做的一件事。"),
            ),
            actions=self._actions()[:3],
        )  # fmt: skip

    def _actions(self) -> tuple[Action, ...]:
        f = self.f
        return (
            Action((t("电梯停运未补缴，22 户欠 "), f("arrears.0")),
                   (t("逐户上门说明修复结果并出示维保记录，同意分期的当场签约"),),
                   "项目经理", date(2026, 10, 20), (t("收回 8 万至 11 万元"),)),
            Action((t("通知送达不足，37 户三次以上未接通"),),
                   (t("用入住登记、门禁预留和车位合同核对号码，改寄书面催告并留存回执"),),
                   "客服主管", date(2026, 10, 31), (t("恢复联系 20 至 26 户"),)),
            Action((t("诉讼时效将届满，5 户"),),
                   (t("优先寄送书面催告，必要时申请支付令"),),
                   "法务专员", date(2026, 12, 15), (t("5 户全部中断时效"),)),
            Action((t("承诺未兑现，47 户欠 "), f("arrears.2")),
                   (t("承诺日前一天提醒，逾期次日回访"),),
                   "催收专员", date(2026, 11, 30), (t("兑现率由 67.1% 提高到 72% 至 76%"),)),
        )  # fmt: skip

    # Chapters

    def _chapters(self) -> Iterator[Section]:
        f = self.f
        yield Section("一、", "内容简述", 1, (
            Paragraph((t("截至 2026 年 9 月 30 日，三季度应收物业费 "), f("billed"), t("，已收 "),
                       f("received"), t("，收缴率 "), f("rate", strong=True),
                       t("，比二季度提高 2.4 个百分点，比去年同期提高 3.1 个百分点。"))),
        ))  # fmt: skip
        yield Section("1.1", "报告背景与目的", 2, (
            Paragraph((t("本报告供公司管理层、业主委员会了解本季物业费的收缴与催收情况，"
                         "并据以安排下一季度的工作。全部数字取自账务台账与催收记录，均可查到逐户明细。"),)),
        ))  # fmt: skip
        yield Section("1.2", "报告范围与方法", 2, (
            BulletList((
                (t("范围："), t("三个项目 1,214 套住宅、商铺与车位，不含尚未交付的房屋。")),
                (t("期间：2026 年 7 月 1 日至 9 月 30 日；比较期为二季度与去年三季度。"),),
                (t("口径：收缴率 = 本期实收 ÷ 本期应收，均含税，不含违约金。"),),
            )),
            Callout("数据缺口", (t("本期未登记上门走访结果，无法评价其效果；"
                                   "自下期起在联系登记中填写「上门」即可统计。"),)),
        ))  # fmt: skip
        yield Section("二、", "催收情况分析", 1)
        yield Section("2.1", "催收进度统计", 2, tuple(self._progress()))
        yield Section("2.1.1", "已收款情况", 3, tuple(self._collected()))
        yield Section("2.1.2", "未收款情况", 3, tuple(self._uncollected()))
        yield Section("2.2", "催收效果评估", 2, tuple(self._effects()))
        yield Section("2.2.1", "逾期未收款原因分析", 3, tuple(self._reasons()))
        yield Section("三、", "问题、措施与展望", 1)
        yield Section("3.1", "存在的问题与改进措施", 2, (
            Paragraph((t("以下问题按涉及金额排列，每项措施有责任岗位、期限与预期效果。"),)),
            ActionTable("问题与措施", self._actions()),
        ))  # fmt: skip
        yield Section("3.2", "下期工作计划", 2, (
            BulletList((
                (t("10 月 20 日前完成 3 号楼 22 户的上门说明。"),),
                (t("10 月底前核对空号 29 户的联系方式。"),),
                (t("每周五公布各项目的承诺兑现情况。"),),
            ), ordered=True),
            ChartBlock(_forecast(), note="假设：各阶段的转化率与最近四个季度相同。"),
        ))  # fmt: skip

    def _progress(self) -> Iterator[Block]:
        f = self.f
        yield Paragraph((t("期末欠费住户 "), f("debtors"), t("，共 "), f("arrears"),
                         t("，比期初减少 "), f("arrears.change", "5.77 万元"), t("。本季联系 "),
                         f("contacts", "1,146 次"), t("，覆盖 "), f("reached"), t("，涉及账单 "), f("items", "120 笔"), t("。")))  # fmt: skip
        yield ChartBlock(_line())
        yield DataTable(
            "各项目应收、实收与欠费",
            (
                Column("项目", align=Align.LEFT),
                Column("应收", "万元"),
                Column("实收", "万元"),
                Column("欠费", "万元"),
                Column("收缴率", "%"),
                Column("同比", "个百分点"),
            ),
            tuple(
                (area, self.bare(f"billed.{at}"), self.bare(f"received.{at}"),
                 self.bare(f"arrears.{at}"), f(f"rate.{at}", "81.7"), ("+3.1", "+0.4", None)[at])
                for at, area in enumerate(AREAS)
            ),
            ("合计", self.bare("billed"), self.bare("received"), self.bare("arrears"),
             f("rate", "81.7"), "+3.1"),
            "锦程广场去年四季度交付，无同期数。",
        )  # fmt: skip

    def _collected(self) -> Iterator[Block]:
        yield Paragraph((t("已收 "), self.f("received"), t("，其中微信与支付宝合计占六成。欠费由期初的 "),
                         self.f("arrears.before"), t(" 降到期末的 "), self.f("arrears"), t("。")))  # fmt: skip
        yield ChartBlock(_waterfall())
        yield ChartBlock(_heat())

    def _uncollected(self) -> Iterator[Block]:
        yield Paragraph(
            (t("一年以上的欠费占三成，集中在云杉里；未到一年的欠费多为遗忘，提醒一次即可收回。"),)
        )
        yield ChartBlock(_aging())
        yield ChartBlock(_histogram())
        yield DataTable(
            "欠费住户分布",
            (
                Column("楼栋", align=Align.LEFT),
                Column("原因", align=Align.LEFT),
                Column("户数", "户"),
                Column("最早欠费月份", align=Align.CENTER),
            ),
            tuple(
                (f"{at} 号楼", ("电梯停运导致的服务不满", "遗忘或忙碌", "搬迁失联")[at % 3],
                 f"{50 - at * 3}", f"2025-{at:02d}")
                for at in range(1, 12)
            ),
        )  # fmt: skip

    def _effects(self) -> Iterator[Block]:
        yield Paragraph((t("进入跟进催收的 143 户中，45 户在季内缴清，占 31.5%。承诺 "),
                         self.f("promises", "143 次"), t("，兑现 "), self.f("kept", "96 次"),
                         t("，兑现率 "), self.f("kept.rate"), t("。")))  # fmt: skip
        yield ChartBlock(_funnel())
        yield ChartBlock(_channels())

    def _reasons(self) -> Iterator[Block]:
        yield Paragraph((t("按登记原因，服务不满涉及金额最大，其次是遗忘；拒不缴纳只有 4 户。"),))
        yield ChartBlock(_bars())


# --- Charts -------------------------------------------------------------------------------


def _chart(kind: ChartKind, title: str, unit: Unit, points: Iterable[Point], counted: str = "") -> Chart:  # fmt: skip
    return Chart(kind, title, unit, AS_OF, SOURCE, tuple(points), counted)


def _bars() -> Chart:
    wan = (30.9, 14.2, 9.8, 7.7, 5.1, 3.9, 2.4, 1.1, 0.35)
    names = ("服务不满", "遗忘或忙碌", "经济困难", "对价格或计费有异议", "空置未住", "搬迁失联",
             "产权或交接纠纷", "未收到通知", "拒不缴纳")  # fmt: skip
    return _chart(ChartKind.BARS, "服务不满占全部欠费的四成", Unit.YUAN,
                  (Point(name, int(value * 1_000_000), marked=at == 0)
                   for at, (name, value) in enumerate(zip(names, wan, strict=True))))  # fmt: skip


def _line() -> Chart:
    this = (71, 74, 73, 76, 78, 77, 79, 80, Fraction(817, 10))
    last = (70, 72, 73, 73, 75, 76, 77, 78, Fraction(786, 10))
    points = [
        Point(f"{at + 1}月", Fraction(value) / 100, series)
        for series, values in ((THIS_YEAR, this), (LAST_YEAR, last))
        for at, value in enumerate(values)
    ]
    return _chart(
        ChartKind.LINE_AGAINST_LAST_YEAR, "收缴率连续六个月高于去年同期", Unit.RATE, points
    )


def _waterfall() -> Chart:
    steps = (("期初欠费", 81.22, True), ("本期新欠", 46.3, False), ("收回往期欠费", -38.1, False),
             ("收回本期欠费", -11.6, False), ("减免与核销", -2.37, False), ("期末欠费", 75.45, True))  # fmt: skip
    return _chart(ChartKind.WATERFALL, "收回的多于新欠的，欠费比期初少 5.77 万元", Unit.YUAN,
                  (Point(name, round(value * 1_000_000), total=total)
                   for name, value, total in steps))  # fmt: skip


def _aging() -> Chart:
    bands = ("3 个月内", "3–6 个月", "6–12 个月", "1–2 年", "2 年以上")
    wan = ((9, 8, 7, 8, 5), (6, 5, 4, 3, 2), (7, 4, 3, 2, 1))
    return _chart(ChartKind.STACKED_AGING, "一年以上的欠费集中在云杉里", Unit.YUAN,
                  (Point(area, value * 1_010_000, band)
                   for area, values in zip(AREAS, wan, strict=True)
                   for band, value in zip(bands, values, strict=True)))  # fmt: skip


def _funnel() -> Chart:
    stages = (("欠费住户", 268), ("已联系", 251), ("跟进催收", 143), ("作出承诺", 96), ("缴清", 45))
    return _chart(ChartKind.FUNNEL, "进入跟进催收的住户三成在季内缴清", Unit.COUNT,
                  (Point(name, count, marked=name == "缴清") for name, count in stages), "户")  # fmt: skip


def _heat() -> Chart:
    return _chart(ChartKind.HEAT_MAP, "3 号楼自五月电梯停运起收缴率跌到六成", Unit.RATE, (
        Point(f"{month}月", None if (building, month) == (7, 1) else
              Fraction(60 + month if building == 3 and month > 4 else 78 + (building * 7 + month * 5) % 17, 100),
              f"{building} 号楼")
        for building in range(1, 9) for month in range(1, 10)
    ))  # fmt: skip


def _channels() -> Chart:
    told = (("电话", 512, 71, 48), ("微信", 341, 44, 33), ("短信", 188, 15, 6), ("上门", 64, 11, 8),
            ("书面催告", 41, 2, 1))  # fmt: skip
    return _chart(ChartKind.CONTACTS_AND_PROMISES, "微信承诺的兑现最多，短信最少", Unit.COUNT, (
        Point(channel, value, series)
        for channel, *values in told
        for series, value in zip((CONTACTS, PROMISES, KEPT), values, strict=True)
    ), "次")  # fmt: skip


def _histogram() -> Chart:
    bands = (("500 元以下", 38), ("500–1,000 元", 61), ("1,000–2,000 元", 74), ("2,000–5,000 元", 58),
             ("5,000–1 万元", 25), ("1 万元以上", 12))  # fmt: skip
    return _chart(ChartKind.HISTOGRAM, "六成半住户欠费不足两千元", Unit.COUNT,
                  (Point(name, count, marked=at < 3) for at, (name, count) in enumerate(bands)), "户")  # fmt: skip


def _forecast() -> Chart:
    known = [Point(f"2026-{at:02d}", Fraction(value, 1000))
             for at, value in zip(range(4, 10), (762, 780, 771, 790, 802, 817), strict=True)]  # fmt: skip
    ahead = [Point(f"2026-{at}", Fraction(middle, 1000), low=Fraction(middle - width, 1000),
                   high=Fraction(middle + width, 1000))
             for at, middle, width in ((10, 821, 12), (11, 827, 20), (12, 834, 27))]  # fmt: skip
    return _chart(
        ChartKind.FORECAST_BAND,
        "四季度收缴率预计在 80.7% 至 86.1% 之间",
        Unit.RATE,
        [*known, *ahead],
    )


_DEFINITIONS = (
    Definition("本期应收", "报告期内到期的账单金额，含税，不含违约金。"),
    Definition("本期实收", "核销在本期应收上的收款，按核销日计入。"),
    Definition("收缴率", "本期应收中已经收回的部分。", "本期实收 ÷ 本期应收"),
    Definition("欠费住户", "截止日至少有一笔已逾期未清账单的户，一户计一。"),
    Definition("承诺兑现率", "到期的付款承诺中按时足额兑现的比例。", "兑现承诺 ÷ 到期承诺"),
)
_SOURCES = (
    Source("账务台账", "应收、实收、核销与冲红", AS_OF, "2,412 条账单"),
    Source("催收记录", "联系、承诺与阶段", AS_OF, "1,146 次联系"),
    Source("房产与住户登记", "楼栋、房号、面积与产权期间", date(2026, 9, 28)),
)


def sample_report(outline: int = 1) -> tuple[Report, SampleRows]:
    """The report and the rows of its figures."""
    sample = Sample()
    return sample.report(outline), sample.rows
