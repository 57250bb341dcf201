"""What the command line says about wrong usage: argparse's own messages, told in Chinese."""

from __future__ import annotations

import re

_TOLD = [
    (re.compile(pattern), told)
    for pattern, told in (
        (r"the following arguments are required: (?P<names>.+)", "缺少 {names}"),
        (r"one of the arguments (?P<names>.+) is required", "以下选项须填写一个：{names}"),
        (r"unrecognized arguments: (?P<names>.+)", "不认识 {names}"),
        (
            r"ambiguous option: (?P<name>\S+) could match (?P<names>.+)",
            "{name} 不明确，可能是 {names}",
        ),
        (r"argument (?P<name>.+?): (?P<rest>.+)", "选项 {name}：{rest}"),
        (r"not allowed with argument (?P<name>.+)", "不能与 {name} 同时使用"),
        (r"expected one argument", "后面缺少值"),
        (r"expected at least one argument", "后面至少要有一个值"),
        (r"expected (?P<count>\d+) arguments?", "后面要有 {count} 个值"),
        (r"ignored explicit argument (?P<value>.+)", "不带值，请去掉 {value}"),
        (
            r"invalid choice: '?(?P<value>.*?)'? \(choose from (?P<names>.+)\)",
            "没有「{value}」，可选：{names}",
        ),
        (r"invalid int value: '(?P<value>.*)'", "「{value}」不是整数"),
        (r"invalid (?P<kind>\w+) value: '(?P<value>.*)'", "「{value}」无法识别"),
    )
]
_HAN = re.compile(r"[\u4e00-\u9fff]")


def tell_wrong_usage(message: str, *, command: str) -> str:
    """Say in both languages what is wrong with a command line, and where to look next."""
    chinese = _in_chinese(message)
    english = "" if _HAN.search(message) else f"\nWrong usage: {message}"
    return f"用法有误：{chinese}。{english}\n查看说明与样例 Help and example: {command} --help"


def tell_unknown_command(name: str, near: list[str]) -> str:
    """Say that there is no such command, and which are spelled nearly so."""
    meant = f"是否要用：{'、'.join(near)}？" if near else ""
    return (
        f"没有命令「{name}」。{meant}\nUnknown command: {name}\n"
        f"查看全部命令 All commands: qingshou help"
    )


def tell_not_a_day(text: str) -> str:
    """Say how a day is written."""
    return f"「{text}」不是日期，请写成 2026-01-31 (not a day; write 2026-01-31)"


def tell_unreadable_arguments() -> str:
    """Say that the terminal sends something else than UTF-8."""
    return (
        "命令行中有无法识别的字符。请把终端的编码设为 UTF-8 后重试。\n"
        "The command line is not UTF-8. Set the terminal's encoding to UTF-8 and try again."
    )


def tell_file_fault(path: str, because: str) -> str:
    """Say which file could not be read or written, and what to look at."""
    return (
        f"文件「{path}」无法读写（{because}），本次未完成。请检查路径、权限和磁盘空间后重试。\n"
        f"The file cannot be read or written. Check its path, rights and the space left."
    )


def _in_chinese(message: str) -> str:
    for pattern, told in _TOLD:
        found = pattern.fullmatch(message)
        if found is None:
            continue
        facts = found.groupdict()
        if "rest" in facts:
            facts["rest"] = _in_chinese(facts["rest"])
        if "names" in facts:
            facts["names"] = (
                re.sub(r"'?,? '?|'$|^'", " ", facts["names"]).strip().replace(" ", "、")
            )
        return told.format(**facts)
    return message
