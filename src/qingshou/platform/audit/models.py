"""Audit events."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from qingshou.platform.db.scoped import Scoped


class Event(Scoped):
    """One deed: actor, action, subject and the facts before and after; never changed."""

    append_only = True

    at = models.DateTimeField()
    actor = models.TextField()
    user_id = models.BigIntegerField(null=True)
    action = models.TextField()
    subject = models.TextField()
    facts = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["community_id", "subject"], name="audit_event_by_subject")]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
