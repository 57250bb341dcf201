"""Sentences about communities, units and who holds them."""

SENTENCES: dict[str, str] = {
    "estate.community-unknown": (
        "没有编号或名称为「{text}」的小区。现有小区编号：{known}。请核对后重试，或先导入房产台账。"
    ),
    "estate.unit-unknown": (
        "没有找到房屋「{text}」（已按 {tried} 查找）。请核对楼栋、单元和房号，或先导入房产台账。"
    ),
    "estate.unit-ambiguous": (
        "多个小区都有房屋「{text}」：{communities}。请在前面写明小区编号，写成「小区编号/房号」。"
    ),
    "estate.no-owner-to-follow": (
        "{unit} 在 {on} 没有登记业主，无法变更业主。如房屋尚未交付，请先办理交付。"
    ),
    "estate.owner-unchanged": ("新业主自 {since} 起已是 {unit} 的业主，无需变更。请核对所选人员。"),
    "estate.owner-changes-later": (
        "{unit} 已登记自 {later} 起的业主变更，不能再补记更早的 {on}。请先撤销后一次变更，"
        "再按日期先后登记。"
    ),
    "estate.unit-already-delivered": (
        "{unit} 已于 {delivered_on} 交付，不能再登记 {on} 交付。请核对交付日期。"
    ),
    "estate.no-owner-to-hand-over-to": (
        "{unit} 于 {on} 交付，但没有登记业主。请先登记业主，或在办理交付时指定业主。"
    ),
    "estate.leases-overlap": (
        "{unit} 的租期 {lease} 与另一租户承担费用的期间 {other} 重叠。请调整其中一个期间。"
    ),
    "estate.account-in-use": (
        "{unit} 在 {held} 的账户已有应收或收款，不能取消这段期间。请先冲红有关账单，再办理变更。"
    ),
    # What stands against a registry file, row by row.
    "estate.registry-in-use": (
        "导入 {import_id} 不能撤销：其房屋上已有账单 {charges} 条、收款 {receipts} 笔、催收记录 {contacts} 条、"
        "后续登记 {later} 条。请先冲红账单、退回收款、撤销后续导入，再撤销台账。"
    ),
    "estate.community-missing": (
        "这一行没有写明小区，而系统中有多个小区（或一个也没有）。请补上「小区」列，写小区名称。"
    ),
    "estate.room-twice": (
        "房号 {unit} 重复：{other_sheet} 第 {other_row} 行已有。请删除其中一行，或更正房号。"
    ),
    "estate.area-missing": "{unit} 没有建筑面积。请补上产权登记的建筑面积（㎡）。",
    "estate.area-not-positive": "{unit} 的面积为 {area}，应大于 0。请按产权登记更正。",
    "estate.area-impossible": "{unit} 的建筑面积 {area} ㎡超过上限 {most} ㎡。请核对单位和小数点。",
    "estate.area-too-precise": "{unit} 的面积 {area} 多于两位小数。请按产权登记保留两位小数。",
    "estate.usable-area-exceeds-building-area": (
        "{unit} 的套内面积 {usable} ㎡大于建筑面积 {building} ㎡。请核对两列是否填反。"
    ),
    "estate.delivery-impossible": (
        "{unit} 的交付日期 {delivered_on} 不合理（应在 1980 年以后、十年以内）。请核对年份。"
    ),
    "estate.unit-differs": (
        "{unit} 与系统登记不一致（{key}）：系统为 {known}，文件为 {told}。如需更正，请先在系统中办理变更，"
        "或把文件改回系统的值。"
    ),
    "estate.holder-without-unit": (
        "{name} 对应的房屋「{unit}」不在房产台账中。请先补充该房屋，或更正房号。"
    ),
    "estate.holder-without-name": "{unit} 的人员没有姓名。请补上姓名，或删除这一行。",
    "estate.dates-reversed": (
        "{unit} {name} 的截止日期 {latest} 早于起始日期 {since}。请核对两列日期。"
    ),
    "estate.owner-disagrees": (
        "{unit} 的业主在房产台账中为 {here}，在人员表中为 {there}。请统一，业主变更请在人员表写明起止日期。"
    ),
    "estate.owners-overlap": (
        "{unit} 的 {name} 与 {other} 在同一天都应缴费。请为前后业主（租户）写明起止日期，"
        "或把共有人的「是否缴费人」填「否」。"
    ),
    "estate.tenure-differs": (
        "{unit} 的业主（租户）与系统登记不一致：系统为 {known}，文件为 {told}。业主变更请写明新业主的起始日期；"
        "其他更正请先在系统中办理。"
    ),
    "estate.tariff-without-price": "收费标准「{kind}」没有单价。请补上单价。",
    "estate.building-unknown": "收费标准「{kind}」的适用楼栋「{building}」不在房产台账中。请核对楼栋。",
    "estate.room-unknown": "房屋「{unit}」不在房产台账中。请先补充该房屋，或更正房号。",
}
