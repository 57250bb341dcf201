"""Words people write in cells, by the code they mean; data, one table per column.

The first word of each code is the one shown when a word is not known. Words are compared by
``spelling.heading``, so full-width signs, spaces and brackets do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping

Table = Mapping[str, tuple[str, ...]]


def _table(**words: str) -> Table:
    return {code: tuple(text.split()) for code, text in words.items()}


_YES = "是 有 同意 已同意 Y YES TRUE 1 √ ✓ 对 需要 已授权"
_NO = "否 没有 不 不同意 未同意 N NO FALSE 0 × X 不需要 未授权"

PENALTY_WAYS = _table(
    DAILY="按日 日 每日 按天 天 每天 日利率",
    MONTHLY="按月 月 每月 月利率",
    LPR="LPR LPR倍数 按LPR 市场报价利率 贷款市场报价利率",
)
PENALTY_CAPS = _table(
    PRINCIPAL=f"本金 不超过本金 以本金为限 封顶 {_YES}",
    NONE=f"不封顶 无上限 不设上限 {_NO}",
)
USAGES = _table(
    RESIDENTIAL="住宅 普通住宅 住房 居住 高层 多层 小高层 洋房 别墅 公寓 商品房",
    SHOP="商铺 商业 商业用房 底商 门面 门面房 店铺 网点 沿街商铺",
    OFFICE="办公 写字楼 办公用房 办公楼 商务办公",
    PARKING="车位 停车位 地下车位 地上车位 产权车位 人防车位 车库 泊位 机动车位",
    STORAGE="储藏室 储藏 储藏间 地下室 杂物间 仓库",
)
ROLES = _table(
    OWNER="业主 产权人 房主 户主 所有权人 自住业主 自住 共有人",
    TENANT="租户 租客 承租人 租赁户 使用人 承租方",
    DEVELOPER="开发商 建设单位 开发单位 开发公司 地产公司",
)
PARTY_KINDS = _table(
    PERSON="个人 自然人 居民 个人业主",
    ORGANIZATION="单位 公司 企业 机构 法人 组织 单位业主 企业业主 商户",
)
YES_NO = _table(yes=_YES, no=_NO)
IN_ADVANCE = _table(
    yes=f"预收 先缴 期初 先收 预缴 前收 {_YES}",
    no=f"后收 后缴 期末 后付 {_NO}",
)
BASES = _table(
    BUILDING_AREA="建筑面积 按建筑面积 产权面积 按面积 面积",
    USABLE_AREA="套内面积 按套内面积 使用面积 按使用面积 套内建筑面积",
    HOUSEHOLD="户 按户 每户 定额 固定 按户定额",
    SPACE="车位 按车位 按个 个 按位 每车位",
    METER="表计 抄表 按表 按用量 仪表 走表",
    SHARE="公摊 分摊 按公摊 均摊",
    FORMULA="公式 自定义公式 按公式",
)
CYCLES = _table(
    MONTH="月 按月 每月 月度 月缴 1个月 一个月",
    QUARTER="季 季度 按季 按季度 每季度 季缴 3个月 三个月",
    HALF_YEAR="半年 按半年 半年度 每半年 半年缴 6个月 六个月",
    YEAR="年 年度 按年 每年 年缴 12个月 一年",
)
NATURES = _table(
    BASE="基本 基础 基本费用 基础费用 物业费类",
    SPECIAL="专项 专项费用 特约 代收 代收代缴",
    ADD_ON="附加 增值 附加费用 增值服务 其他",
)
PRORATIONS = _table(
    ACTUAL_MONTH="按当月天数 当月实际天数 实际天数 按实际天数 按天",
    THIRTY="按30天 每月30天 30天 固定30天",
    YEAR_365="按365天 年365天 365天 全年365天",
)
CHANNELS_OF_PAYMENT = _table(
    CASH="现金 现金收款 前台现金",
    TRANSFER="转账 银行转账 对公转账 汇款 网银 银行汇款 电汇 银行",
    POS="POS POS机 刷卡 POS刷卡 银行卡",
    WECHAT="微信 微信支付 微信收款 微信缴费 公众号 小程序",
    ALIPAY="支付宝 支付宝支付 支付宝收款 生活缴费",
    DEBIT="代扣 银行代扣 托收 批扣 委托扣款 自动扣款",
    OTHER="其他 其它 其他方式",
)
CHANNELS_OF_CONTACT = _table(
    PHONE="电话 电话催缴 电联 致电 手机 电话沟通 电话联系",
    SMS="短信 短信催缴 短信提醒 发短信",
    WECHAT="微信 微信沟通 微信提醒 企业微信 业主群 公众号",
    VISIT="上门 上门催缴 上门拜访 入户 走访 面谈 上门走访",
    LETTER="信函 催缴函 书面函件 挂号信 律师函 函件 催告函 EMS 邮寄",
    NOTICE="通知单 催缴通知单 催缴单 张贴通知 缴费通知单 催费单 书面通知",
    EMAIL="邮件 电子邮件 邮箱 EMAIL",
    VOICE="语音 语音提醒 语音催缴 语音电话 语音提示 智能语音 语音外呼 AI外呼",
    HOTLINE="热线 客服热线 来电 业主来电 客服电话 热线来电",
)
DIRECTIONS = _table(
    OUT="呼出 去电 主动 外呼 我方发起 发出 物业发起",
    IN="呼入 来电 来访 业主来电 业主主动 收到 业主发起",
)
OUTCOMES = _table(
    REACHED="已联系 已联系上 接通 已接通 联系上 已沟通 已告知 已接听 已面谈",
    NO_ANSWER="未接通 无人接听 未接 未接听 不在家 无人在家 关机 停机 无人应答 联系不上",
    PROMISED="承诺缴费 承诺缴纳 答应缴费 承诺还款 承诺 同意缴费",
    REFUSED="拒绝 拒缴 拒绝缴费 拒接 拒绝缴纳 拒不缴纳",
    DISPUTED="有异议 提出异议 异议 争议 投诉 对账单有异议",
    WRONG_NUMBER="空号 错号 号码有误 号码错误 非本人",
    DELIVERED="已送达 送达 签收 已签收 已读 已发送 发送成功 已张贴 已投递",
    RETURNED="退回 退信 被退回 未送达 发送失败 拒收 无人签收",
)
STAGES = _table(
    FIRST_CONTACT="初步沟通 首次联系 首次沟通 初步催缴 第一阶段 一阶段 提醒 初期 初步联系",
    FOLLOW_UP="跟进催收 跟进 持续跟进 第二阶段 二阶段 催告 中期 跟踪催收 再次催缴",
    LEGAL="法律程序 法律途径 法律 法务 第三阶段 三阶段 诉讼 律师函阶段 后期 法律催收",
)
REASONS = _table(
    SERVICE="服务不满 服务质量 对服务不满 对物业服务不满意 服务不满意 服务质量不满 对服务不满意",
    HARDSHIP="经济困难 困难 生活困难 资金困难 暂时困难",
    FORGOT="遗忘 忘记 忙碌 遗忘/忙碌 忘记缴费 遗忘或忙碌 工作繁忙 疏忽",
    MOVED="搬迁失联 失联 搬迁 联系不上 人户分离",
    VACANT="空置未住 空置 未入住 房屋空置 未居住 闲置",
    PRICE=(
        "对价格/计费有异议 价格异议 计费异议 收费异议 费用异议 对价格或计费有异议 对收费标准有异议"
    ),
    NOT_INFORMED="未收到通知 未通知 不知情 没收到通知 未收到账单",
    OWNERSHIP="产权/交接纠纷 产权纠纷 交接纠纷 产权争议 产权或交接纠纷 房屋质量纠纷",
    REFUSAL="拒不缴纳 恶意拖欠 拒缴 拒绝缴纳 恶意欠费",
    OTHER="其他 其它 其他原因 不明 未知",
)
KINDS = _table(
    PROPERTY_FEE="物业费 物业服务费 物业管理费 物管费 管理费 综合服务费 物业公共服务费",
    PARKING="车位费 停车费 车位管理费 车位服务费 停车管理费 停车服务费 车辆管理费",
    LIFT="电梯费 电梯运行费 电梯维护费 电梯运行维护费 电梯使用费",
    WASTE="垃圾费 垃圾清运费 垃圾处理费 生活垃圾费 生活垃圾处理费 卫生费",
    WATER_SHARE="公摊水费 公摊水电费 公共水电费 公摊费 水电公摊 公共能耗费 公摊水电",
    ELECTRICITY_SHARE="公摊电费 公共电费 电费公摊",
    WATER="水费 自来水费",
    ELECTRICITY="电费",
    GAS="燃气费 天然气费 煤气费",
    HEATING="暖气费 供暖费 采暖费 取暖费",
    PENALTY="违约金 滞纳金",
    DECORATION="装修管理费 装修服务费",
)
