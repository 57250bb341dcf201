"""Upward news: an operation announces in its own transaction, processes hear it after commit."""

from qingshou.platform.outbox.post import announce, deliver_pending, on

__all__ = ["announce", "deliver_pending", "on"]
