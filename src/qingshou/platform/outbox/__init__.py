"""Upward news: an operation announces in its own transaction, processes hear it after commit."""

from qingshou.platform.outbox.post import ATTEMPTS, announce, deliver_pending, on

__all__ = ["ATTEMPTS", "announce", "deliver_pending", "on"]
