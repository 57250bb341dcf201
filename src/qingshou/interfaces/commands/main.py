"""The ``qingshou`` program."""

from __future__ import annotations

import os
import sys

OUTSIDE = {
    "check": "核对系统设置",
    "migrate": "升级数据库结构",
    "makemigrations": "生成数据库结构变更(开发用)",
}


def main() -> None:
    """Run one command of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingshou.project.settings")
    from qingshou.interfaces.commands.index import overview

    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("help", "--help", "-h"):
        sys.stdout.write(overview())
        return
    from django.core.management import ManagementUtility

    utility = ManagementUtility(["qingshou", *arguments])
    utility.execute()


if __name__ == "__main__":
    main()
