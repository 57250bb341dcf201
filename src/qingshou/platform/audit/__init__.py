"""The audit trail: who did what to which subject, in the same transaction as the deed."""

from qingshou.platform.audit.trail import note

__all__ = ["note"]
