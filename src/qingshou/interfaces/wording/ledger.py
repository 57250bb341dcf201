"""What the ledger says."""

SENTENCES = {
    "ledger.account-code-taken": (
        "该小区已有相同编号的账户,本次未开立。请检查房号是否重复,或使用已有账户。"
    ),
    "ledger.document-already-entered": (
        "单据 {source} {source_ref} 已经入账,未重复记账。若需更正,请先冲销原单据。"
    ),
    "ledger.item-already-posted": (
        "{source_ref} 中有应收与已入账的应收(同一账户、项目、起始日和版次)重复,整批未入账。"
        "若需更正,请先冲销原应收。"
    ),
    "ledger.amount-implausible": (
        "{source_ref} 中有金额不大于零、超过一百亿元或小于其税额,整批未入账。请核对后重试。"
    ),
}
