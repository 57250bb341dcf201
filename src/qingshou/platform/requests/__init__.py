"""Idempotent commands: the first answer to a request is kept and given again."""

from qingshou.platform.requests.answers import RequestIdReused, answer_once

__all__ = ["RequestIdReused", "answer_once"]
