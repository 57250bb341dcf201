"""What the command line says about wrong usage: argparse's own messages, told in Chinese."""

from __future__ import annotations

import errno
import os
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
        (r"needs 1 to (?P<most>\d+) characters", "须有 1 至 {most} 个字符"),
        (r"not a day: (?P<value>.+)", "「{value}」不是日期，请写成 2026-01-31"),
        (r"not a tender: (?P<value>.+)", "「{value}」不是一笔付款，请写成 WECHAT=50.00@流水号"),
        (r"invalid int value: '(?P<value>.*)'", "「{value}」不是整数"),
        (r"invalid (?P<kind>\w+) value: '(?P<value>.*)'", "「{value}」无法识别"),
    )
]


def tell_wrong_usage(english: str, chinese: str = "", *, command: str) -> str:
    """Say in both languages what is wrong with a command line, and where to look next."""
    chinese = chinese or _in_chinese(english)
    return f"用法有误：{chinese}。\nWrong usage: {english}\n查看说明与样例 Help and example: {command} --help"


def tell_unknown_command(name: str, near: list[str]) -> str:
    """Say that there is no such command, and which are spelled nearly so."""
    meant = f"是否要用：{'、'.join(near)}？" if near else ""
    return (
        f"没有命令「{name}」。{meant}\nUnknown command: {name}\n"
        f"查看全部命令 All commands: qingshou help"
    )


def tell_unreadable_arguments() -> str:
    """Say that the terminal sends something else than UTF-8."""
    return (
        "命令行中有无法识别的字符。请把终端的编码设为 UTF-8 后重试。\n"
        "The command line is not UTF-8. Set the terminal's encoding to UTF-8 and try again."
    )


_FAULTS = {
    errno.ENOENT: "路径不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个目录",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.ENOSPC: "磁盘空间不足",
    errno.EROFS: "磁盘只读",
}


def tell_file_fault(path: str, number: int) -> str:
    """Say which file could not be read or written, and what to look at."""
    return (
        f"「{path}」无法读写（{_FAULTS.get(number, '系统错误')}），本次未完成。"
        f"请检查路径、权限和磁盘空间后重试。\n"
        f"Cannot read or write {path}: {os.strerror(number)}. Check it and try again."
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
