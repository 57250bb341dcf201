"""What a sheet may hold: records, their columns, and the titles people give these columns; data.

A title is compared by ``spelling.heading``. A record is recognized where a row of titles covers
one title of each ``needed`` group; the record that explains most titles wins, the name of the
sheet decides between equals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

PLACE_KEYS = ("building", "entrance", "room")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its key in the staged cells, how it is read, how people title it.

    ``needed`` cells may not be empty, ``positive`` ones not zero, ``summed`` ones are added up as
    control totals.
    """

    key: str
    read: str
    titles: tuple[str, ...]
    needed: bool = False
    summed: bool = False
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A start and an end: in two columns, or both in one column titled as ``key``."""

    start: str
    until: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What one row of a sheet is; ``identity`` is the column that no row of it lacks."""

    name: str
    sheet_words: tuple[str, ...]
    identity: str
    needed: tuple[tuple[str, ...], ...]
    fields: tuple[Field, ...]
    span: Span | None = None
    splits: tuple[str, ...] = ()  # amounts that may hold several fees joined by #

    @property
    def by_key(self) -> dict[str, Field]:
        """The fields by key."""
        return {field.key: field for field in self.fields}


def _field(key: str, read: str, titles: str, **rules: bool) -> Field:
    return Field(key, read, tuple(titles.split()), **rules)


_COMMUNITY = _field(
    "community",
    "text",
    "小区 小区名称 项目 项目名称 楼盘 楼盘名称 社区 所属小区 所属项目",
    needed=True,
)
_BUILDING = _field(
    "building",
    "place",
    "楼栋 楼号 幢 栋 座 号楼 楼 栋号 幢号 座号 楼幢 楼座 楼宇 楼栋号 楼栋名称 楼宇名称 楼栋编号 车库 区域 车场",
)
_ENTRANCE = _field("entrance", "place", "单元 单元号 门洞 门洞号 梯号 单元名称 梯")
_ROOM = _field(
    "room",
    "place",
    "房号 房屋 房间 房间号 房屋编号 房产编号 房间编号 房产 房屋名称 房屋地址 房屋坐落 房屋信息 室号 门牌 门牌号"
    " 户号 单元房号 楼栋房号 房间名称 室 商铺号 商铺编号 铺位 铺位号 铺号 车位号 车位编号 车位 单位号 资源名称 资产名称",
    needed=True,
)
_PLACE = (_COMMUNITY, _BUILDING, _ENTRANCE, _ROOM)
_USAGE = _field(
    "usage",
    "code:USAGES",
    "用途 房屋用途 使用性质 房屋类型 物业类型 房屋性质 业态 类型 房产类型 性质 房屋类别 车位类型",
)
_NAME = (
    "姓名 业主 业主姓名 客户名称 客户姓名 客户 户主 户主姓名 产权人 产权人姓名 业主名称 名称 住户 住户姓名 租户"
    " 租户姓名 房主 权利人 缴费人 付款人 缴款人 交款人 使用人"
)
_PHONE = _field(
    "phone",
    "phones",
    "电话 联系电话 手机 手机号 手机号码 联系方式 电话号码 业主电话 联系号码 移动电话 客户电话 联系人电话 业主手机",
)
_KIND = _field(
    "kind", "kind",
    "收费项目 费用名称 费项 项目 收费项目名称 费用项目 费用类型 费用类别 科目 费用科目 缴费项目 收费科目 款项 收费类型 费用",
    needed=True,
)  # fmt: skip
_NOTE = "备注 说明 备注说明 附注 摘要"
_DUE_AMOUNT = "应缴金额 应收金额 应缴 应收 应缴费用 应收费用 账单金额 应交金额 应交 本期应收 应收款 应缴款 应缴合计"
_PAID_AMOUNT = "实缴金额 实收金额 实缴 实收 缴费金额 收款金额 已缴金额 已收金额 实交金额 交费金额 支付金额 金额 实收款 本次实收 缴纳金额"
_OWED_AMOUNT = "欠费金额 欠缴金额 欠费 欠款金额 欠款 未缴金额 未收金额 拖欠金额 欠费总额 欠费合计 本金 欠费本金 应收未收 金额 欠交金额"
_PERIOD = _field(
    "period", "period",
    "欠费期间 费用期间 账期 收费期间 所属期 费用所属期 缴费期间 计费期间 期间 费用周期 欠费月份 缴费月份 欠费时段 所属期间 欠费周期"
    " 费用月份 收费月份",
)  # fmt: skip
_PERIOD_FROM = _field(
    "period_from", "span",
    "开始时间 开始日期 费用开始日期 起始日期 起始时间 费用起 计费开始日期 账期开始 期间起 欠费开始日期 欠费起始日期 起 从"
    " 费用开始时间 计费开始时间 开始月份 起始月份",
)  # fmt: skip
_PERIOD_UNTIL = _field(
    "period_until", "span",
    "结束时间 结束日期 费用结束日期 截止日期 截止时间 终止日期 费用止 计费结束日期 账期结束 期间止 欠费结束日期 欠费截止日期 止 至"
    " 费用结束时间 计费结束时间 结束月份 截止月份",
)  # fmt: skip
_CHARGED = Span("period_from", "period_until", "period")

COMMUNITY = Record(
    "community", ("项目", "小区", "概况"), "name",
    (("name",), ("code", "company", "address")),
    (
        _field("name", "text", "小区 小区名称 项目名称 项目 楼盘 楼盘名称 名称", needed=True),
        _field("code", "text", "小区编号 项目编号 编号 编码 小区编码 项目编码 代码 小区代码 项目代码"),
        _field("company", "text", "物业公司 公司 公司名称 物业公司名称 物业企业 物业服务企业 管理单位 所属公司"),
        _field("address", "text", "地址 项目地址 小区地址 坐落 位置"),
    ),
)  # fmt: skip
UNIT = Record(
    "unit", ("房产", "房屋", "房间", "车位", "商铺", "台账", "资源"), "room",
    (("room",), ("building_area_m2", "usable_area_m2", "usage", "layout", "delivered_on")),
    (
        *_PLACE,
        _field("floor", "floor", "楼层 层 所在楼层 所在层 层数"),
        _field("layout", "text", "户型 房型 户型结构 房屋户型"),
        _USAGE,
        _field(
            "building_area_m2", "area",
            "建筑面积 产权面积 建面 面积 房屋面积 计费面积 收费面积 登记面积 房产面积 实测面积 实测建筑面积 车位面积",
            summed=True,
        ),
        _field("usable_area_m2", "area", "套内面积 套内 套内建筑面积 使用面积 套内使用面积 实用面积 套面", summed=True),
        _field("delivered_on", "first_day", "交付日期 交房日期 交付时间 交房时间 收房日期 收楼日期 接房日期 入伙日期 交楼日期"),
        _field("vacant_from", "first_day", "空置日期 空置起始日期 空置开始日期 空置时间 报空置日期 空置起"),
        _field("owner", "text", _NAME),
        _PHONE,
    ),
)  # fmt: skip
PARTY = Record(
    "party", ("业主", "客户", "住户", "租户", "人员"), "room",
    (("room",), ("name",)),
    (
        *_PLACE,
        _field("name", "text", _NAME, needed=True),
        _PHONE,
        _field("role", "code:ROLES", "身份 客户身份 角色 与房屋关系 住户类型 客户类型 业主类型 住户身份 关系 居住身份"),
        _field("kind", "code:PARTY_KINDS", "类型 客户性质 主体类型 客户类别 性质 个人/单位 主体"),
        _field("from", "span", "入住日期 起始日期 开始日期 入住时间 起租日期 生效日期 接房日期 开始时间 起始时间 迁入日期 产权日期 过户日期"),
        _field("until", "span", "截止日期 结束日期 搬离日期 退租日期 失效日期 迁出日期 结束时间 截止时间 终止日期 到期日期 搬出日期"),
        _field("liable", "code:YES_NO", "是否缴费人 缴费人标识 是否付费 是否承担费用 缴费责任人 是否缴费"),
        _field("consent", "code:YES_NO", "同意电子通知 电子通知同意 是否同意电子通知 同意短信通知 电子送达同意 通知授权"),
    ),
    span=Span("from", "until"),
)  # fmt: skip
TARIFF = Record(
    "tariff", ("收费标准", "标准", "价目", "价格", "费用标准"), "kind",
    (("kind",), ("price", "formula", "basis")),
    (
        _COMMUNITY,
        _KIND,
        _field("nature", "code:NATURES", "项目类别 费用性质 项目性质 收费类别 收费性质"),
        _field("basis", "code:BASES", "计费方式 收费方式 计算方式 计费依据 计价方式 计费基数 计费标准"),
        _field("price", "price", "单价 收费标准 收费单价 价格 标准 单位价格 计费单价 费率 收费价格"),
        _field("price_unit", "text", "计价单位 单位 价格单位 单价单位 收费单位 计费单位"),
        _field("cycle", "code:CYCLES", "收费周期 计费周期 周期 缴费周期 账期周期 出账周期"),
        _field("in_advance", "code:IN_ADVANCE", "收取方式 预收后收 缴费时点 先缴后缴 是否预收 收费时点"),
        _field("from", "span", "执行日期 生效日期 开始日期 起始日期 执行时间 启用日期 开始时间 生效时间 起始时间 执行起始日期"),
        _field("until", "span", "截止日期 结束日期 失效日期 终止日期 停用日期 结束时间 截止时间 执行截止日期"),
        _field("usages", "usages", "房屋用途 适用用途 适用对象 适用业态 用途 适用范围 业态 适用房屋类型 物业类型 房屋类型"),
        _field("building", "buildings", "适用楼栋 楼栋 适用楼宇 适用楼号 楼号"),
        _field("code", "units", "适用房屋 适用房号 房号 适用房间 房屋"),
        _field("factor", "quantity", "系数 调整系数 折扣 折扣系数"),
        _field("due_rule", "due_rule", "缴费期限 缴费日 应缴日 付款期限 缴费截止日 到期日规则 应缴期限 缴费截止日期 缴费日期"),
        _field("proration", "code:PRORATIONS", "不足月计算 折算方式 按天折算 不足月 天数折算"),
        _field("rounding", "text", "取整 取整方式 进位方式 舍入 取整规则 尾数处理"),
        _field("formula", "text", "公式 计费公式 计算公式"),
        _field("tax_rate", "rate", "税率 增值税率 增值税税率"),
        _field("document", "text", "依据文件 文号 批文 价格文件 依据 备案文号 文件号 收费依据"),
    ),
    span=Span("from", "until"),
)  # fmt: skip
READING = Record(
    "reading", ("抄表", "读数", "仪表"), "room",
    (("room",), ("value",), ("on",)),
    (
        *_PLACE,
        _field("kind", "kind", "收费项目 费用名称 费项 表类型 仪表类型 表具类型 类型 表种"),
        _field("meter", "text", "表号 仪表编号 表计编号 表编号 仪表号"),
        _field("on", "day", "抄表日期 抄表时间 读数日期 日期", needed=True),
        _field("value", "quantity", "读数 本次读数 表读数 止码 本期读数 止度 抄表读数", needed=True),
    ),
)  # fmt: skip
SHARE_POOL = Record(
    "share_pool", ("公摊", "分摊"), "kind",
    (("kind",), ("period",), ("amount",)),
    (
        _COMMUNITY,
        _KIND,
        _field("period", "month", "分摊月份 月份 账期 所属月份 分摊期间 期间 费用月份", needed=True),
        _field("amount", "amount", "分摊金额 总金额 金额 分摊总额 公摊金额 总费用 公摊总额", needed=True, summed=True, positive=True),
        _field("weight", "code:BASES", "分摊方式 分摊依据 分摊标准 权重"),
    ),
)  # fmt: skip
PAYMENT = Record(
    "payment", ("收费", "缴费", "收款", "实收", "明细"), "room",
    (("room",), ("paid_on",), ("paid_amount",)),
    (
        *_PLACE,
        _field("name", "text", _NAME),
        _KIND,
        _PERIOD,
        _PERIOD_FROM,
        _PERIOD_UNTIL,
        _field(
            "paid_on", "day",
            "缴费时间 缴费日期 收款日期 收款时间 付款日期 支付时间 支付日期 收费日期 交费日期 交易时间 到账日期 入账日期 收费时间 日期 交易日期",
            needed=True,
        ),
        _field("due_amount", "amount", _DUE_AMOUNT, summed=True),
        _field("paid_amount", "amount", _PAID_AMOUNT, needed=True, summed=True),
        _field(
            "channel", "code:CHANNELS_OF_PAYMENT",
            "缴费方式 支付方式 收款方式 付款方式 结算方式 收费方式 缴费渠道 支付渠道 交费方式 渠道 付款渠道",
        ),
        _field("cashier", "text", "收银员 收费员 收款人 经办人 操作员 收费人 开票人 操作人"),
        _field("receipt_number", "text", "收据号 票据号 收据编号 发票号 单据号 凭证号 流水号 票号 收据号码 票据号码 收款单号"),
        _field("memo", "text", _NOTE),
    ),
    span=_CHARGED,
    splits=("due_amount", "paid_amount"),
)  # fmt: skip
ARREARS = Record(
    "arrears", ("欠费", "欠款", "欠缴", "台账", "应收"), "room",
    (("room",), ("amount",)),
    (
        *_PLACE,
        _field("name", "text", _NAME),
        _PHONE,
        _KIND,
        _PERIOD,
        _PERIOD_FROM,
        _PERIOD_UNTIL,
        _field("due_on", "day", "应缴日期 到期日 应付日期 缴费期限 应缴日 到期日期 应收日期 应缴时间 缴费截止日"),
        _field("amount", "amount", _OWED_AMOUNT, needed=True, summed=True, positive=True),
        _field("penalty", "amount", "违约金 滞纳金 逾期违约金 逾期金额", summed=True),
        _field("reason", "reason", "欠费原因 未缴原因 拖欠原因 原因 欠缴原因 欠费原因说明"),
        _field("note", "text", f"{_NOTE} 催缴记录 催缴情况 催收记录"),
    ),
    span=_CHARGED,
    splits=("amount", "penalty"),
)  # fmt: skip
CONTACT = Record(
    "contact", ("催缴", "催收", "联系", "跟进", "沟通"), "room",
    (("room",), ("on",), ("channel", "outcome")),
    (
        *_PLACE,
        _field("name", "text", _NAME),
        _field(
            "on", "day",
            "联系日期 联系时间 催缴日期 催缴时间 催收日期 日期 跟进日期 沟通日期 催收时间 时间 跟进时间 沟通时间 记录日期",
            needed=True,
        ),
        _field(
            "channel", "code:CHANNELS_OF_CONTACT",
            "催缴方式 催收方式 联系方式 沟通方式 方式 渠道 催缴渠道 联系渠道 跟进方式 催收渠道", needed=True,
        ),
        _field("direction", "code:DIRECTIONS", "方向 呼叫方向 联系方向 呼入呼出"),
        _field(
            "outcome", "outcome",
            "结果 联系结果 催缴结果 沟通结果 催收结果 反馈 反馈结果 跟进结果 业主反馈 处理结果 沟通情况", needed=True,
        ),
        _field("stage", "code:STAGES", "阶段 催缴阶段 催收阶段 所处阶段"),
        _field("staff", "text", "经办人 催缴人 催收员 跟进人 联系人 工作人员 操作员 催收人 催缴员 责任人 负责人"),
        _field("reason", "reason", "欠费原因 未缴原因 原因 拖欠原因 业主原因 欠缴原因"),
        _field("promised_on", "day", "承诺缴费日期 承诺日期 承诺还款日期 承诺时间 约定缴费日期 承诺缴费时间 预计缴费日期"),
        _field("promised_amount", "amount", "承诺金额 承诺缴费金额 约定金额 承诺还款金额", summed=True),
        _field("note", "text", f"{_NOTE} 内容 沟通内容 催缴内容 记录 联系内容 沟通记录 催缴记录 跟进内容"),
    ),
)  # fmt: skip
PENALTY_TERMS = Record(
    "penalty_terms", ("违约金", "滞纳金", "条款"), "rate",
    (("rate",), ("from",)),
    (
        _COMMUNITY,
        replace(_KIND, needed=False),
        _field(
            "from", "first_day",
            "生效日期 起用日期 启用日期 执行日期 适用日期 起始日期 开始日期 生效时间 执行时间 起用日 生效日 适用起始日期",
            needed=True,
        ),
        _field(
            "rate", "penalty_rate",
            "违约金比例 违约金标准 违约金 违约金率 违约金利率 违约金约定 滞纳金比例 滞纳金标准 滞纳金 滞纳金率 利率 比例 标准 费率"
            " 计收标准 约定标准",
            needed=True,
        ),
        _field("way", "code:PENALTY_WAYS", "计算方式 计收方式 计算周期 计息方式 按日按月 方式"),
        _field("grace_days", "text", "宽限期 宽限天数 宽限 宽限日 宽限日数 宽限期天数"),
        _field("cap", "code:PENALTY_CAPS", "封顶 上限 是否封顶 封顶方式 违约金上限"),
        _field("document", "text", "依据 合同条款 合同 合同文件 条款 依据文件 合同编号 合同条款号 合同约定 出处"),
        _field("note", "text", _NOTE),
    ),
)  # fmt: skip

RECORDS_OF: dict[str, tuple[Record, ...]] = {
    "REGISTRY": (COMMUNITY, UNIT, PARTY, TARIFF, READING, SHARE_POOL),
    "PAYMENTS": (PAYMENT,),
    "ARREARS": (ARREARS,),
    "CONTACTS": (CONTACT,),
    "PENALTY_TERMS": (PENALTY_TERMS,),
}
"""Which records a kind of import may hold, the first preferred among equals."""

RECORDS: dict[str, Record] = {
    record.name: record for records in RECORDS_OF.values() for record in records
}
