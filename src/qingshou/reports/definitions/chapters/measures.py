"""Measures: each answers a finding; what has no finding behind it is kept short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qingshou.reports.definitions.findings import Finding
from qingshou.reports.definitions.lines import listed, paragraph, say, strong
from qingshou.reports.definitions.material import Material, callout
from qingshou.reports.document import ActionTable, Block, BulletList, FigureRef, Line, Unit
from qingshou.reports.figures.shown import decimal

MOST_ACTIONS = 8


def overview(m: Material) -> Iterator[Block | None]:
    """五、改进措施与建议 (first outline), 四、 (second)."""
    yield paragraph(
        "措施与问题一一对应，按涉及金额排列；责任到角色，期限到日，预期效果以本期自身的比率推算。下期报告将逐项核对。"
    )
    if m.findings:
        yield ActionTable(
            "问题与措施", tuple(f.action(m.t.as_of) for f in m.findings[:MOST_ACTIONS])
        )


def _answers(found: Sequence[Finding], otherwise: str) -> Iterator[Block]:
    if not found:
        yield paragraph(otherwise)
        return
    yield BulletList(tuple(_answer(finding) for finding in found))


def _answer(finding: Finding) -> Line:
    return say(
        strong(f"{finding.title}："),
        finding.measure,
        f"由{finding.role}负责；",
        finding.effect,
        "。",
    )


def process(m: Material) -> Iterator[Block | None]:
    """5.1, 4.1 优化催收流程."""
    t = m.t
    yield paragraph(
        "流程的两处堵点：从逾期到首次联系，和从承诺到兑现。欠费户中 ", t.homes("uncontacted.households"),
        "本期没有联系登记；承诺兑现率 ", t.percent("rate.promise_kept"),
        "。下期以「逾期三日内首次联系、承诺到期次日回到原阶段」为准则。",
    )  # fmt: skip


def simpler(m: Material) -> Iterator[Block | None]:
    """5.1.1 简化催款手续."""
    t = m.t
    yield from _answers(
        m.found("online", "late"),
        "线上收款和按时缴费均达到预设水平，保持现有缴费渠道。",
    )
    yield paragraph(
        "账单、催缴通知和收据使用同一编号，业主扫码即可看到逐行计算并缴费；本期笔均收款 ",
        *_average(m), "，线上与窗口可对照办理。" if t.value("receipts.count") else "。",
    )  # fmt: skip


def _average(m: Material) -> list:  # type: ignore[type-arg]
    t = m.t
    told = [
        say(f"{x.label} ", t.amount(x.figure.id))
        for x in t.ranked("receipts.average", "channel")[:2]
    ]
    return [listed(told, between="，")] if told else ["暂无"]


def approvals(m: Material) -> Iterator[Block | None]:
    """4.1.1 简化审批手续 (second outline)."""
    yield paragraph(
        "分期、缓缴、减免按金额分级审批：不减本金的分期由项目经理当日批复；减免、退款和核销必须由另一人复核，"
        "不因简化而取消。进入法律程序前，系统自动附上欠费明细、历次联系和催告回执，审批人不再另行索要材料。"
    )
    yield paragraph(*_waivers(m))


def _waivers(m: Material) -> list:  # type: ignore[type-arg]
    t = m.t
    if not t.value("waterfall.waived"):
        return ["本期没有减免，审批时长无从统计。"]
    return ["本期减免了结 ", t.amount("waterfall.waived"), "，以单独的减免凭证入账，原应收保留。"]


def faster(m: Material) -> Iterator[Block | None]:
    """5.1.2, 4.1.2 提高催收效率."""
    yield from _answers(
        m.found("uncontacted", "unreachable", "no_phone", "building"),
        "联系覆盖与联系方式均达到预设水平；下期按金额与账龄排列每日联系名单。",
    )


def people(m: Material) -> Iterator[Block | None]:
    """5.2 加强团队建设."""
    t = m.t
    yield paragraph(
        "本期处理案件 ", t.number("cases.handled", "件"), "，主动联系 ", t.number("contact.count", "次"),
        "，平均每案 ", *_per_case(m), "。团队建设围绕两件事：把原因问清楚，把承诺落到日期。",
    )  # fmt: skip


def _per_case(m: Material) -> list:  # type: ignore[type-arg]
    t = m.t
    handled = t.value("cases.handled")
    if not handled:
        return ["无"]
    value = t.value("contact.count") / handled
    figure_id = t.derive(
        "contacts.per_case", "每案联系次数", "联系次数 ÷ 本期处理案件。", Unit.COUNT, value,
        ("contact.count", "cases.handled"),
    )  # fmt: skip
    return [FigureRef(figure_id, f"{decimal(value, 1)} 次")]


def skills(m: Material) -> Iterator[Block | None]:
    """5.2.1 提升团队专业能力."""
    yield from _answers(
        m.found("unrecorded", "promises"),
        "原因登记与承诺兑现均达到预设水平，培训以账单解释和法律边界为主。",
    )
    yield paragraph(
        "培训三课：账单怎样算出（面积、单价、月数、取整）；哪些话不能说、哪些事不能做（见法律法规限制）；怎样登记一次"
        "联系。课后测试，未通过者暂不外呼。"
    )


def teamwork(m: Material) -> Iterator[Block | None]:
    """5.2.2 加强团队协作与沟通."""
    t = m.t
    yield paragraph(
        "服务争议由客户关系经理先行答复，答复前不推进催收；楼栋共性问题由项目经理牵头工程与客服处理。",
        *_disputed(m), "每周例会只看三张表：新增欠费、到期承诺、时效将满。",
    )  # fmt: skip
    if not t.value("contact.count"):
        yield callout("没有联系登记", "协作效果无法统计；自下期起在联系登记中填写转办对象即可。")


def _disputed(m: Material) -> list:  # type: ignore[type-arg]
    t, homes_id = m.t, "overdue.households[reason=SERVICE]"
    if homes_id not in t.figures or not t.value(homes_id):
        return ["本期没有登记为服务争议的欠费户。"]
    return [
        "现有登记为服务争议的欠费 ", t.homes(homes_id), "、", t.amount("overdue.amount[reason=SERVICE]"),
        "，须在下期逐户结案。",
    ]  # fmt: skip


def innovation(m: Material) -> Iterator[Block | None]:
    """5.3 创新催收方式."""
    yield paragraph(
        "新方式先小范围试行：同类欠费户随机分为两组，一组采用新方式，一组维持现状，期满比较缴清比例及其区间，再决定"
        "是否推开。没有对照的「有效」不写入报告。"
    )


def technology(m: Material) -> Iterator[Block | None]:
    """5.3.1 运用科技手段辅助催收."""
    t = m.t
    yield paragraph(
        "本期微信、短信等电子渠道的联系情况：", *_electronic(m),
        "下期试行到期前三日的账单推送，以按时缴费率（现为 ", t.percent("rate.on_time"), "）检验。",
    )  # fmt: skip
    yield paragraph(
        "分析只使用本公司的账单、缴费和联系记录，结果可解释、可复核；摄像只用于公共安全，不用于收费监控。"
    )


def _electronic(m: Material) -> list:  # type: ignore[type-arg]
    t = m.t
    told = []
    for code, label in (("WECHAT", "微信"), ("SMS", "短信")):
        figure_id = f"contact.count[channel={code}]"
        if figure_id in t.figures and t.value(figure_id):
            told.append(say(f"{label} ", t.number(figure_id, "次")))
    return [listed(told, between="，"), "。"] if told else ["没有登记。"]


def engagement(m: Material) -> Iterator[Block | None]:
    """5.3.2 开展多元化营销活动吸引业主."""
    t = m.t
    yield paragraph(
        "鼓励按时和预缴，不以公示、限制服务等方式施压。现有预存 ", t.homes("prepaid.households"), "、",
        t.amount("prepaid.amount"), "；按时缴清 ", t.homes("on_time.households"), "可作为首批优惠对象。",
    )  # fmt: skip
    yield callout(
        "活动与积分",
        "本期未登记营销活动、优惠和积分，无法评价其效果；优惠以单独的减免行入账后即可按活动统计。",
    )


def talking(m: Material) -> Iterator[Block | None]:
    """4.2 加强客户沟通 (second outline)."""
    t = m.t
    yield paragraph(
        "沟通的目标是让账单说得清、人联系得上、诉求有回音。本期联系成功率 ", t.percent("rate.reached"),
        "，联系覆盖 ", t.homes("contact.households"), "。",
    )  # fmt: skip


def return_visits(m: Material) -> Iterator[Block | None]:
    """4.2.1 定期回访客户."""
    t = m.t
    yield paragraph(
        "回访分三类：本期缴清旧欠的 ", t.homes("old_cleared.households"), "，确认账单无误；逾期后缴清的 ",
        t.homes("late_paid.households"), "，推荐代扣；连续欠费的 ", t.homes("lasting_overdue.households"),
        "，商定方案。回访结果登记在联系记录中，渠道选「上门」或「电话」。",
    )  # fmt: skip


def solving(m: Material) -> Iterator[Block | None]:
    """4.2.2 及时解决客户问题."""
    yield from _answers(
        m.found("reason.SERVICE", "reason.PRICE", "reason.OWNERSHIP", "reason.NOT_INFORMED"),
        "没有达到阈值的诉求类欠费原因；零星诉求由客服按工单处理。",
    )


def finance(m: Material) -> Iterator[Block | None]:
    """4.3 提升财务管理水平."""
    t = m.t
    yield paragraph(
        "应收余额 ", t.amount("open.amount"), "，其中逾期 ", t.amount("overdue.amount"),
        "。财务改进围绕及时入账、逐日对账和旧欠分级。",
    )  # fmt: skip


def finance_rules(m: Material) -> Iterator[Block | None]:
    """4.3.1 完善财务制度."""
    yield from _answers(
        m.found("old", "limitation"), "旧欠清收与时效管理均达到预设水平，维持现有制度。"
    )
    yield paragraph("出账先预览后过账，差错只冲红不改账；收据连号，退款、减免须二人办理。")


def finance_watch(m: Material) -> Iterator[Block | None]:
    """4.3.2 加强财务监督."""
    t = m.t
    yield paragraph(
        "账本核对逐户、逐项、逐月进行：期初加本期减收款等于期末，收据号连续，总账与明细相等；期末应收余额 ",
        t.amount("open.amount"), "。账本可导出，由审计和业主委员会用独立工具复核。",
    )  # fmt: skip
    yield paragraph("本期退款与更正情况见财务管理一节；大额更正由审计抽查原始凭证。")


def lawful(m: Material) -> Iterator[Block | None]:
    """4.4 合法合规催收."""
    yield paragraph(
        "合规不是附加要求，而是催收能够被法院支持的前提：程序、送达和证据缺一，欠费就难以收回。"
    )


def follow_law(m: Material) -> Iterator[Block | None]:
    """4.4.1 遵守法律法规."""
    yield paragraph(
        "边界见前文「法律法规限制」。下期把其中的联系时段、频次和用语检查放在发送前，由系统拦截；拦截记录每月交法务复核。"
    )


def use_law(m: Material) -> Iterator[Block | None]:
    """4.4.2 合理利用法律手段."""
    t = m.t
    yield paragraph(*_legal_cases(m))
    yield BulletList(
        (
            say("事实清楚、无争议、能送达的，申请支付令：十五日内债务人不提出异议即可申请执行。"),
            say("金额不超过当地小额诉讼标准的，适用小额诉讼，一审终审。"),
            say(
                "有争议的，先经人民调解或物业纠纷调解组织调解；有仲裁协议的，向约定的仲裁委员会申请仲裁。"
            ),
        )
    )
    if t.value("limitation.soon.amount"):
        yield from _answers(m.found("limitation"), "")


def _legal_cases(m: Material) -> list:  # type: ignore[type-arg]
    t, figure_id = m.t, "overdue.households[stage=LEGAL]"
    if figure_id not in t.figures or not t.value(figure_id):
        return ["截至截止日没有住户处于法律程序阶段；进入前须有送达的书面催告并给予合理期限。"]
    return [
        "截至截止日处于法律程序阶段的有 ", t.homes(figure_id), "、", t.amount("overdue.amount[stage=LEGAL]"),
        "，占欠费金额 ", t.percent("share.overdue.amount[stage=LEGAL]"), "。按案情选择成本最低的途径：",
    ]  # fmt: skip
