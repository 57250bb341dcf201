"""What approvals announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApprovalRequested:
    """Somebody asked for something that needs a second person."""

    community_id: int
    request_id: int
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class ApprovalGranted:
    """A second person approved a request; it may now be carried out once."""

    community_id: int
    request_id: int
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class ApprovalDenied:
    """A second person rejected a request."""

    community_id: int
    request_id: int
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class RequestWithdrawn:
    """Whoever made a request took it back."""

    community_id: int
    request_id: int
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class ApprovalUsed:
    """What was approved was carried out."""

    community_id: int
    request_id: int
    action: str
    subject: str
