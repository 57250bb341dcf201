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
    "ledger.account-unknown": "没有找到账户(小区 {community_id},账户 {account_id})。请核对房号后重试。",
    "ledger.nothing-received": "收款金额 {amount} 元不大于零,未收款。请填写大于零的金额。",
    "ledger.amount-exceeds-open": (
        "减免金额 {asked} 元须大于零且不超过该笔应收的未收余额 {left} 元,未入账。请改小金额后重试。"
    ),
    "ledger.amount-exceeds-prepayment": (
        "金额 {asked} 元须大于零且不超过该账户的预存余额 {prepaid} 元,未入账。请改小金额后重试。"
    ),
    "ledger.items-already-reversed": (
        "要冲销 {asked} 笔应收,其中只有 {reversible} 笔可以冲销,其余已冲销或不是应收;整批未冲销。"
        "请核对后只冲销尚未冲销的部分。"
    ),
    "ledger.credits-already-reversed": (
        "要冲销 {asked} 笔收款,其中只有 {reversible} 笔可以冲销,其余已退款或不是收款;整批未冲销。"
        "请核对后只冲销尚未退款的部分。"
    ),
    "ledger.entry-not-reversible": (
        "凭证 {entry_id}(来源 {source})不能直接冲销:只有账单、期初、调整和收款凭证可以冲销。"
        "请冲销它所依据的原单据。"
    ),
    # The opening arrears of a customer's file.
    "ledger.arrears-already-paid": (
        "导入 {import_id} 的期初欠费中有 {items} 笔（例如账户 {example}）已收或已减免 {settled} 元，"
        "不能整批撤销。请先冲销相关收款或减免，再撤销本次导入。"
    ),
    "ledger.arrears-kind-missing": "收费项目为空。请补填收费项目。",
    "ledger.arrears-period-missing": "欠费期间和应缴日期都为空。请至少补填一项。",
    "ledger.arrears-ahead": "欠费期间从 {from} 开始，晚于今天 {today}。请改正期间，或删除尚未发生的欠费。",
    "ledger.arrears-already-booked": (
        "该房屋同一项目、同一期间已有应收 {booked} 元，本行 {amount} 元会重复计欠。请删除该行或核对期间。"
    ),
}
