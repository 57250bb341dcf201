"""What dunning says: refusals, and the names of stages, channels, outcomes and reasons."""

SENTENCES: dict[str, str] = {
    "dunning.watch-goes-backwards": (
        "该小区的欠费已检查到 {latest_on}，不能再按更早的 {on} 检查，历史记录保持不变。"
        "请改用 {latest_on} 或之后的日期。"
    ),
    "dunning.case-already-closed": (
        "催收个案 {case_id} 已于 {closed_on} 结案，无需再处理。如又有欠费，系统会另立新案。"
    ),
    "dunning.contact-in-future": (
        "联系日期 {on} 晚于业务日期 {today}，未登记。请核对日期；计划中的联系请在发生后登记。"
    ),
    "dunning.nothing-overdue": (
        "截至 {on}，该户没有逾期欠费，不需要登记承诺。请核对房号，或查看是否已经缴清。"
    ),
    "dunning.promise-already-running": (
        "该户已承诺在 {promised_on} 前缴费，催收暂停至 {rests_until}。请等该承诺到期后再登记新的承诺。"
    ),
    "dunning.promise-before-it-is-made": (
        "承诺缴费日 {promised_on} 早于作出承诺的 {made_on}，未登记。请核对两个日期。"
    ),
    "dunning.promise-too-far-ahead": (
        "承诺缴费日 {promised_on} 超出可接受的最晚日期 {furthest_on}，未登记。"
        "请商定更近的日期，或由项目经理办理分期或缓缴。"
    ),
    "dunning.promise-exceeds-arrears": (
        "承诺金额 {amount} 超过逾期金额 {overdue}，未登记。请按不超过 {overdue} 登记，多缴部分可作预存。"
    ),
    "dunning.charge-unknown": (
        "该户没有编号为 {item_id} 的未结费用，未设置暂缓。请从该户的欠费明细中选择要暂缓的费用。"
    ),
    "dunning.hold-already-open": (
        "该事项已于 {start} 起以同一理由（{reason}）暂缓，尚未解除。请先解除，或直接沿用。"
    ),
    "dunning.hold-already-over": "该暂缓已于 {until} 结束，无需再解除。",
    "dunning.nobody-liable": (
        "{on} 当天 {unit} 没有登记缴费责任人，未登记联系。请核对日期，或先补登业主或租户。"
    ),
    "dunning.community-unknown": (
        "没有编号或名称为「{text}」的小区。请核对小区名称，或先导入房产台账。"
    ),
    "dunning.room-unknown": ("没有找到房屋 {unit}。请核对楼栋、单元和房号，或先导入房产台账。"),
    "dunning.nobody-liable-then": (
        "{on} 当天 {unit} 没有登记缴费责任人。请核对联系日期，或先补登业主或租户。"
    ),
    "dunning.contact-undated": "缺少联系日期。请补填，例如 2026-02-05。",
    "dunning.contact-ahead": (
        "联系日期 {on} 晚于业务日期 {today}。请核对日期；计划中的联系请勿录入。"
    ),
    "dunning.channel-unknown": (
        "联系方式「{channel}」无法识别。请填写：电话、短信、微信、上门、信函、催缴通知单、"
        "电子邮件、语音提示或客服热线。"
    ),
    "dunning.outcome-unknown": (
        "联系结果「{outcome}」无法识别。请填写：已联系上、未接通、承诺缴费、拒绝、提出异议、"
        "号码有误、已送达或退回。"
    ),
    "dunning.direction-unknown": (
        "联系方向「{direction}」无法识别。我方联系请填「呼出」，对方来电请填「呼入」。"
    ),
    "dunning.stage-unknown": (
        "催收阶段「{stage}」无法识别。请填写：初步沟通、跟进催收或法律程序。"
    ),
    "dunning.reason-unknown": (
        "欠费原因「{reason}」无法识别。请改用系统中的原因名称，或填「其他」并在备注中说明。"
    ),
    "dunning.promise-before-contact": (
        "承诺缴费日 {promised_on} 早于联系日期 {on}。请核对两个日期。"
    ),
    "dunning.promise-implausible": (
        "承诺缴费日 {promised_on} 比联系日期 {on} 晚一年以上。请核对年份。"
    ),
    "dunning.promise-of-nothing": "承诺金额 {amount} 元不大于零。请填写承诺缴纳的金额，或留空。",
    "dunning.promise-undated": "填了承诺金额，但没有承诺缴费日。请补填日期，或删去金额。",
    "dunning.steps-rest-on-contacts": (
        "自 {first_on} 起已有 {steps} 次阶段推进以这批联系记录为依据，不能撤销导入。"
        "请逐条核对有误的记录，并以新的联系记录更正。"
    ),
}

STAGES: dict[str, str] = {
    "FIRST_CONTACT": "初步沟通",
    "FOLLOW_UP": "跟进催收",
    "LEGAL": "法律程序",
}

CHANNELS: dict[str, str] = {
    "PHONE": "电话",
    "SMS": "短信",
    "WECHAT": "微信",
    "VISIT": "上门",
    "LETTER": "信函",
    "NOTICE": "催缴通知单",
    "EMAIL": "电子邮件",
    "VOICE": "语音提示",
    "HOTLINE": "客服热线",
}

DIRECTIONS: dict[str, str] = {"OUT": "我方联系", "IN": "对方来电"}

OUTCOMES: dict[str, str] = {
    "REACHED": "已联系上",
    "NO_ANSWER": "未接通",
    "PROMISED": "承诺缴费",
    "REFUSED": "拒绝",
    "DISPUTED": "提出异议",
    "WRONG_NUMBER": "号码有误",
    "DELIVERED": "已送达",
    "RETURNED": "退回",
}

REASONS: dict[str, str] = {
    "SERVICE": "服务不满",
    "HARDSHIP": "经济困难",
    "FORGOT": "遗忘或忙碌",
    "MOVED": "搬迁失联",
    "VACANT": "空置未住",
    "PRICE": "对价格或计费有异议",
    "NOT_INFORMED": "未收到通知",
    "OWNERSHIP": "产权或交接纠纷",
    "REFUSAL": "拒不缴纳",
    "OTHER": "其他",
}

HOLDS: dict[str, str] = {
    "DISPUTE": "争议处理",
    "HARDSHIP": "困难缓缴",
    "INSTALLMENT": "分期协议",
    "LEGAL": "法务处理",
}

TERMS = {("dunning.hold-already-open", "reason"): HOLDS}

BECAUSE: dict[str, str] = {
    "PAID": "已缴清",
    "SMALL_REST": "余额很小，不再催收",
    "NOT_YET_OVERDUE": "尚未逾期",
    "OVERDUE": "已逾期",
    "HELD": "暂缓中",
    "DISPUTED": "全部欠费均在争议处理中",
    "PROMISED": "承诺期内",
    "STEPPED_TODAY": "今天已推进过一步",
    "FINAL_STAGE": "已在最后阶段",
    "DEBT_TOO_SMALL": "欠费金额未达下一阶段标准",
    "DEBT_TOO_YOUNG": "欠费时间未达下一阶段标准",
    "STAGE_TOO_YOUNG": "本阶段时间未到",
    "DEMAND_MISSING": "尚无送达的书面催告",
    "DEMAND_PERIOD_RUNS": "书面催告的合理期限未满",
    "CONTACT_MISSING": "本阶段联系次数不足",
    "CONTACTED": "已联系，仍未缴清",
    "UNANSWERED": "长时间未能取得联系",
    "DEMANDED": "书面催告期满仍未缴清",
}
