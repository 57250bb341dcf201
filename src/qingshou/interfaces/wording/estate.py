"""Sentences about communities, units and who holds them."""

SENTENCES: dict[str, str] = {
    "estate.community-unknown": (
        "没有编号或名称为“{text}”的小区。现有小区编号：{known}。请核对后重试，或先导入房产台账。"
    ),
    "estate.unit-unknown": (
        "没有找到房屋“{text}”（已按 {tried} 查找）。请核对楼栋、单元和房号，或先导入房产台账。"
    ),
    "estate.unit-ambiguous": (
        "多个小区都有房屋“{text}”：{communities}。请在前面写明小区编号，例如 小区编号/房号。"
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
}
