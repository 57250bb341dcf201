"""Kept answers."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from qingshou.platform.db.scoped import Scope


class Answer(models.Model):
    """What was asked under a client-made id, and what was answered; kept for ever."""

    scope = Scope.COORDINATOR

    request_id = models.TextField(primary_key=True)
    operation = models.TextField()
    inputs_sha256 = models.TextField()
    answer = models.JSONField(encoder=DjangoJSONEncoder)
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.operation} {self.request_id}"
