"""The acting person as a value that operations and the audit trail understand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; three admin roles exist so that nobody holds all power."""

    CASHIER = "CASHIER"  # 收费员
    FINANCE = "FINANCE"  # 财务专员
    COLLECTOR = "COLLECTOR"  # 催收员
    SERVICE_DESK = "SERVICE_DESK"  # 客服
    PROJECT_MANAGER = "PROJECT_MANAGER"  # 项目经理
    LEGAL = "LEGAL"  # 法务
    ANALYST = "ANALYST"  # 集团分析
    AUDITOR = "AUDITOR"  # 审计、业委会
    SYSTEM_ADMIN = "SYSTEM_ADMIN"  # 系统管理
    SECURITY_ADMIN = "SECURITY_ADMIN"  # 安全管理
    AUDIT_ADMIN = "AUDIT_ADMIN"  # 审计管理
    OWNER = "OWNER"  # 业主
    TENANT = "TENANT"  # 租户


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or the system itself, that does something."""

    name: str
    user_id: int | None = None

    def __str__(self) -> str:
        return self.name


SYSTEM = Actor("system")
