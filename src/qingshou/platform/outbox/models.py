"""Announcements waiting to be delivered."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from qingshou.platform.db.scoped import Scope


class Announcement(models.Model):
    """An event in the past tense, and whether everybody who listens has heard it."""

    scope = Scope.COORDINATOR

    id = models.BigAutoField(primary_key=True)
    event = models.TextField()
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    announced_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    latest_failure = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(delivered_at__isnull=True),
                name="outbox_announcement_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"
