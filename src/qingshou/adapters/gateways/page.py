"""The frame of the pages that payers see at a local gateway. Made for a phone, no scripts."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"

_PAGE = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; background: #f2f3f5; color: #1f2329;
  font: 16px/1.6 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }}
header {{ background: {color}; color: #fff; padding: 14px 20px; }}
header small {{ display: block; }}
main {{ max-width: 26rem; margin: 20px auto; padding: 0 16px; }}
section {{ background: #fff; border-radius: 10px; padding: 20px; }}
.amount {{ font-size: 2.2rem; font-weight: 600; text-align: center; margin: 8px 0 16px; }}
dl {{ display: grid; grid-template-columns: 5em 1fr; gap: 6px 8px; margin: 0 0 20px; }}
dt {{ color: #646a73; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
button, a.button {{ display: block; box-sizing: border-box; width: 100%; padding: 13px; border: 0;
  border-radius: 8px; background: {color}; color: #fff; font: inherit; text-align: center;
  text-decoration: none; }}
a {{ color: {color}; }}
ul {{ list-style: none; margin: 0; padding: 0; }}
li + li {{ border-top: 1px solid #e5e6eb; margin-top: 10px; padding-top: 10px; }}
li span {{ display: flex; justify-content: space-between; color: #646a73; }}
p {{ text-align: center; }}
</style>
</head>
<body>
<header>本机模拟{brand}<small>仅供演示与测试，不产生真实资金</small></header>
<main><section>{body}</section></main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What tells one gateway's pages from another's; white text is readable on the color."""

    brand: str
    color: str

    def page(self, title: str, body: str) -> bytes:
        """Write a page around a body that is HTML already."""
        return _PAGE.format(
            title=escape(title), body=body, brand=self.brand, color=self.color
        ).encode()

    def sentence(self, title: str, sentence: str) -> bytes:
        """Show one sentence, for a request that leads nowhere."""
        return self.page(title, f"<p><strong>{escape(title)}</strong></p><p>{escape(sentence)}</p>")

    def listing(self, title: str, rows: list[Row], *, none: str) -> bytes:
        """List what there is, each with a way to its page."""
        items = "".join(
            f'<li><a href="{escape(row.address, quote=True)}">{escape(row.subject)}</a>'
            f"<span><b>{escape(row.amount)}</b>{escape(row.state)}</span></li>"
            for row in rows
        )
        return self.page(title, f"<ul>{items}</ul>" if rows else f"<p>{escape(none)}</p>")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    address: str
    subject: str
    amount: str
    state: str
