"""What intake says: why a file is not let in, what is wrong in a cell, and the names of columns."""

_PLACE = "（工作表：{sheet}，单元格：{cell}）"

SENTENCES: dict[str, str] = {
    # Files.
    "files.unreadable": f"文件「{{file}}」无法读取{_PLACE}。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。",
    "files.missing": "找不到文件「{file}」或没有读取权限。请核对路径和文件名后重试。",
    "files.empty": "文件「{file}」没有内容。请重新导出后再导入。",
    "files.too-large": "文件「{file}」超过 256 MB。请按小区或年份拆成几个文件，分别导入。",
    "files.damaged": (
        f"文件「{{file}}」不完整或已损坏{_PLACE}。"
        "请用 Excel 或 WPS 打开原文件，另存为新的 .xlsx 后再导入；若打不开，请向提供方重新索取。"
    ),
    "files.encrypted": (
        "文件「{file}」设有打开密码。请在 Excel 或 WPS 中取消密码保护，保存后再导入。"
    ),
    "files.not-a-workbook": (
        "文件「{file}」的内容不是表格，与扩展名不符。请导入 xlsx、xls、xlsb、ods 或 csv 文件。"
    ),
    "files.web-page": (
        "文件「{file}」其实是网页或 XML 导出，只是改了扩展名。"
        "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
    ),
    "files.archive": "文件「{file}」是压缩包。请先解压，再导入其中的工作簿。",
    "files.bomb": (
        "文件「{file}」解压后过大或内含文件过多，疑似恶意文件，未打开。"
        "若确为本单位台账，请复制有效数据到新的工作簿，另存为 .xlsx 后再导入。"
    ),
    "files.far-cell": (
        "文件「{file}」工作表「{sheet}」的单元格 {cell} 离数据太远，按此范围读取会耗尽内存，未读取。"
        "请在该工作表中删除数据区以外的整行和整列，保存后再导入。"
    ),
    "files.dtd": (
        "文件「{file}」内部带有文档类型声明或外部实体，正常表格不会有，未打开。"
        "请用 Excel 或 WPS 打开确认来源后，另存为新的 .xlsx 再导入。"
    ),
    "files.encoding": (
        "文本文件「{file}」的编码无法识别，它既不是 UTF-8、UTF-16，也不是 GB18030。"
        "请在 Excel 中另存为「CSV UTF-8」或 .xlsx 后再导入。"
    ),
    "files.too-slow": (
        f"读取文件「{{file}}」超过了允许的时间，已停止{_PLACE}。"
        "请删除多余的格式和工作表，或拆成几个文件后再导入。"
    ),
    "files.memory": (
        f"读取文件「{{file}}」时内存超过上限，或内容已损坏，已停止{_PLACE}。"
        "请删除数据区以外的行、列和格式，另存为新的 .xlsx，或拆成几个文件后再导入。"
    ),
    "files.too-many-rows": (
        "工作表「{sheet}」要写的行数超过 Excel 的上限 {limit} 行，未写出。请按小区或期间分开导出。"
    ),
    # Imports.
    "intake.already-imported": (
        "文件「{file}」的内容已于 {on} 导入过（导入编号 {import_id}，当时文件名「{earlier}」），本次未导入。"
        "若要重新导入，请先执行 qingshou undo_import {import_id}；若内容有更新，请导入更新后的文件。"
    ),
    "intake.import-interrupted": (
        "文件「{file}」正在由另一处导入，或上次导入时程序中断（导入编号 {import_id}），本次未导入。"
        "若没有别人正在导入，请先执行 qingshou undo_import {import_id}，再重新导入。"
    ),
    "intake.import-not-found": "没有编号为 {import_id} 的导入。请核对导入完成时显示的编号。",
    "intake.import-not-live": (
        "导入 {import_id} {state}，没有可撤销的数据。只有已完成或中断的导入可以撤销，请核对导入编号。"
    ),
    "intake.no-table-found": (
        "文件「{file}」中没有找到可导入的表：已查看的工作表{sheets}都没有同时含有「{wanted}」的表头行。"
        "请核对是否选错了文件或命令，或用 --map 指定各列的含义。"
    ),
    "intake.no-rows-found": (
        "文件「{file}」工作表「{sheet}」只有表头，从单元格 {cell} 起没有数据。请补充数据后再导入。"
    ),
    "intake.map-unreadable": "列对应文件（--map）格式不对：{because}。请参照 docs/specs/import.md 的样例修改。",
    "intake.map-names-unknown": (
        "列对应文件（--map）中的{what}「{name}」不存在。可用的有：{known}。请修改后重试。"
    ),
    # Sheets.
    "intake.titles-missing": (
        "表头缺少「{missing}」列，无法确定这张表的内容。请补上该列的表头，或用 --map 指定各列。"
    ),
    "intake.unit-is-10000": "该列表头以万元为单位，系统按元读取。请把金额换算成元并修改表头。",
    "intake.total-differs": (
        "合计写的是 {stated}，而上面各行相加是 {summed}。请核对漏行、重复行或改正合计。"
    ),
    # Cells.
    "intake.missing": "「{title}」不能为空。请补填；若整行无用，请删除该行。",
    "intake.formula-uncalculated": "公式没有计算结果。请用 Excel 或 WPS 打开并保存一次，或改为数值。",
    "intake.formula-error": "公式结果是错误值（如 #N/A、#REF!）。请改正公式或直接填入数值。",
    "intake.number-unreadable": "「{text}」不是数字。请只填数字，单位写在表头里。",
    "intake.number-too-large": "「{text}」超过允许的最大值 {most}。请核对是否多写了数位或单位有误。",
    "intake.number-too-exact": "「{text}」的小数超过 {places} 位。请先按规定取整到 {places} 位小数。",
    "intake.negative": "「{text}」是负数，此处只能填零或正数。冲减和退款请另行办理，不要写成负数。",
    "intake.amount-is-zero": "金额为 0，没有可登记的内容。请填写实际金额，或删除该行。",
    "intake.rate-out-of-range": "「{text}」不在 0 到 100% 之间。请按 6% 或 0.06 的写法填写。",
    "intake.penalty-rate-unreadable": (
        "违约金约定「{text}」无法识别。请写成 日万分之五、每日0.5‰、每月2% 或 LPR的4倍；按年约定的请按合同折算后填写。"
    ),
    "intake.floor-unreadable": "楼层「{text}」无法识别。请填 5、5层、-1 或 负1层。",
    "intake.area-missing": "面积为空或为 0。住宅、商铺、办公必须填写建筑面积；车位、储藏室请在用途列注明。",
    "intake.date-unreadable": "日期「{text}」无法识别。请写成 2026-03-15。",
    "intake.date-impossible": "日期「{text}」不存在。请核对月份和日数，写成 2026-03-15。",
    "intake.date-lacks-day": "「{text}」只有年月，此处需要具体日期。请写成 2026-03-15。",
    "intake.date-out-of-range": "日期「{text}」不在 {earliest} 年至 {latest} 年之间。请核对年份。",
    "intake.date-number-ambiguous": (
        "数字「{text}」可能是几月，无法确定（例如 2026.1 可能原为 2026.10）。请写成 2026-01 或 2026-10。"
    ),
    "intake.period-backwards": "期间「{text}」的结束早于开始。请核对起止日期。",
    "intake.period-is-a-day": "「{text}」只有一天，此处需要期间。请写成 2026-01 或 2026-01-01至2026-03-31。",
    "intake.phone-unreadable": "电话「{text}」无法识别。请填 11 位手机号或带区号的固定电话。",
    "intake.phone-masked": "电话「{text}」含有隐藏位。请填写完整号码，或留空。",
    "intake.phone-lost-digits": (
        "电话「{text}」已被 Excel 存成科学记数，末几位丢失。请把该列设为文本格式后重新填写。"
    ),
    "intake.room-missing": "没有房号。请补填；若整行无用，请删除该行。",
    "intake.room-unreadable": "房号「{text}」无法识别。请写成 3-2-501、3栋2单元501，或分楼栋、单元、房号三列。",
    "intake.room-became-date": (
        "房号被 Excel 变成了日期 {text}。请把该列设为文本格式后重新填写，例如 3-2-501。"
    ),
    "intake.room-twice": "房号 {room} 与第 {first_row} 行重复。请删除其中一行，或改正房号。",
    "intake.word-unknown": "「{text}」不在可识别的词中：{known}。请改用其中之一。",
    "intake.kind-unreadable": "收费项目「{text}」无法识别。请写明名称，例如 物业服务费。",
    "intake.due-rule-unreadable": "缴费期限「{text}」无法识别。请写成 每月25日、季度首日、前5个工作日 或 次月10日。",
    "intake.text-too-long": "文字有 {length} 个字，超过 {most} 个字。请精简。",
    "intake.fees-and-amounts-differ": (
        "收费项目用 # 连写了 {count} 项，金额没有同样写成 {count} 项。请一一对应，或分成 {count} 行。"
    ),
}

KINDS = {
    "REGISTRY": "房产台账",
    "PAYMENTS": "缴费记录",
    "ARREARS": "期初欠费",
    "CONTACTS": "催缴记录",
    "PENALTY_TERMS": "违约金条款",
}
RECORDS = {
    "community": "小区",
    "unit": "房屋",
    "party": "业主与租户",
    "tariff": "收费标准",
    "reading": "抄表读数",
    "share_pool": "公摊",
    "payment": "缴费",
    "arrears": "欠费",
    "contact": "催缴联系",
    "penalty_terms": "违约金条款",
}
COLUMNS = {
    "address": "地址",
    "amount": "金额",
    "basis": "计费方式",
    "building": "楼栋",
    "building_area_m2": "建筑面积（㎡）",
    "cap": "封顶",
    "cashier": "收银员",
    "channel": "方式",
    "code": "编号",
    "community": "小区",
    "company": "物业公司",
    "consent": "同意电子通知",
    "cycle": "收费周期",
    "delivered_on": "交付日期",
    "direction": "方向",
    "document": "依据文件",
    "due_amount": "应缴金额（元）",
    "due_on": "应缴日期",
    "due_rule": "缴费期限",
    "entrance": "单元",
    "factor": "系数",
    "floor": "楼层",
    "formula": "公式",
    "from": "开始",
    "grace_days": "宽限天数",
    "in_advance": "预收后收",
    "kind": "项目或类型",
    "layout": "户型",
    "liable": "是否缴费人",
    "memo": "备注",
    "meter": "表号",
    "name": "姓名或名称",
    "nature": "项目类别",
    "note": "备注",
    "on": "日期",
    "outcome": "结果",
    "owner": "业主",
    "paid_amount": "实缴金额（元）",
    "paid_on": "缴费日期",
    "penalty": "违约金（元）",
    "period": "期间",
    "period_from": "期间起",
    "period_until": "期间止",
    "phone": "电话",
    "price": "单价（元）",
    "price_unit": "计价单位",
    "promised_amount": "承诺金额（元）",
    "promised_on": "承诺日期",
    "proration": "不足月计算",
    "rate": "违约金约定",
    "reason": "欠费原因",
    "receipt_number": "收据号",
    "role": "身份",
    "room": "房号",
    "rounding": "取整",
    "staff": "经办人",
    "stage": "阶段",
    "tax_rate": "税率",
    "until": "结束",
    "usable_area_m2": "套内面积（㎡）",
    "usage": "用途",
    "usages": "适用用途",
    "vacant_from": "空置日期",
    "value": "读数",
    "way": "计算方式",
    "weight": "分摊方式",
}
PASSED_OVER = {
    "hidden": "隐藏的工作表，未读取",
    "empty": "没有内容",
    "no-table": "没有可识别的表头，未读取",
    "not-mapped": "列对应文件（--map）未提到，未读取",
}
NOTICES = {
    "macros": "文件含有宏，已忽略，未执行。",
    "external-links": "文件引用了其他工作簿，读取的是其中保存的数值。",
    "embedded-files": "文件内嵌了其他文件，已忽略。",
}
TOTALS = {
    "accounts": "账户",
    "amount": "金额（元）",
    "building": "楼栋",
    "building_area_m2": "建筑面积（㎡）",
    "buildings": "新增楼栋",
    "buildings_in_file": "楼栋",
    "charge_kinds": "新增收费项目",
    "communities": "小区",
    "community": "小区",
    "consents": "同意记录",
    "contact_points": "联系方式",
    "contacts": "催缴联系",
    "due": "应缴（元）",
    "entries": "凭证",
    "first_on": "最早日期",
    "holders_in_file": "持有关系（文件）",
    "items": "欠费项",
    "latest_on": "最晚日期",
    "lines": "行数",
    "lines_without_payment": "未付款行",
    "paid": "实缴（元）",
    "parties": "新增人员",
    "parties_in_file": "人员（文件）",
    "party": "人员",
    "penalty": "违约金（元）",
    "prepaid": "预存（元）",
    "prices": "新增价格",
    "promised": "承诺金额（元）",
    "promises": "承诺",
    "promises_without_debt": "无欠费的承诺",
    "reasons": "欠费原因",
    "readings": "新增读数",
    "receipts": "收据",
    "settled": "已核销（元）",
    "share_pools": "新增公摊",
    "tariffs": "新增收费标准",
    "tenure": "持有关系",
    "tenures": "新增持有关系",
    "tenures_ended": "结束的持有关系",
    "undelivered": "未交付",
    "unit": "房屋",
    "units": "新增房屋",
    "versions": "条款版本",
    "units_in_file": "房屋（文件）",
    "usable_area_m2": "套内面积（㎡）",
}
STATES = {
    "PREVIEWED": "只做过核对，没有写入",
    "ARRIVING": "正在写入或已中断",
    "DONE": "已完成",
    "UNDONE": "此前已撤销",
}
TERMS = {("intake.import-not-live", "state"): STATES}
