"""Sentences about people and organizations."""

SENTENCES: dict[str, str] = {
    "parties.party-unknown": (
        "没有找到编号为 {party_id} 的人员或单位（小区 {community_id}），或其登记已撤销。"
        "请先登记，再办理。"
    ),
    "parties.no-consent-to-end": (
        "{name} 目前没有对「{purpose}」的有效授权，无需撤回。请核对用途名称，或查看其授权记录。"
    ),
}
