"""A maker and a checker for tests, and what they do together."""

from __future__ import annotations

from qingshou.approvals import operations as approvals
from qingshou.platform.identity import Actor

MAKER, CHECKER = Actor("示例申请人"), Actor("示例审批人")


def approved(*, community_id: int, request_id: int) -> int:
    """Let the checker approve a request; tell its number."""
    approvals.approve(community_id=community_id, request_id=request_id, actor=CHECKER)
    return request_id
