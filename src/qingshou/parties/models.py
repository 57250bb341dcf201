"""Tables of people and organizations."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from qingshou.parties.rules.kinds import Channel, PartyKind
from qingshou.platform.db import Scoped


class PartyQuerySet(models.QuerySet["Party"]):
    """Parties by what callers ask for."""

    def live(self) -> Self:
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Party(Scoped):
    """A person or an organization as one community knows it (业主、租户、开发商)."""

    append_only = True
    editable_columns = ("kind", "name", "initials", "withdrawn_at")

    kind = models.TextField(default=PartyKind.PERSON.value)
    name = models.TextField()
    initials = models.TextField(default="", blank=True)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[code.value for code in PartyKind]),
                name="parties_party_kind_is_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="parties_party_has_a_name"),
        ]
        indexes = [models.Index(fields=["community_id", "name"], name="parties_party_by_name")]

    def __str__(self) -> str:
        return f"party {self.id}"


class ContactPoint(Scoped):
    """One way to reach a party: a phone number, a WeChat name, an address (联系方式).

    That the party is known is checked by the statement (migration 0003), not by the row.
    """

    append_only = True
    editable_columns = ("label", "valid", "withdrawn_at")

    party_id = models.BigIntegerField()
    channel = models.TextField()
    value = models.TextField()
    label = models.TextField(default="", blank=True)
    valid = models.BooleanField(default=True)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[code.value for code in Channel]),
                name="parties_contactpoint_channel_is_known",
            ),
            models.UniqueConstraint(
                fields=["community_id", "party_id", "channel", "value"],
                condition=Q(withdrawn_at__isnull=True),
                name="parties_contactpoint_is_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of party {self.party_id}"


class Consent(Scoped):
    """What a party allowed, for which purpose and channel, from when until when (同意).

    That the party is known is checked by the statement (migration 0003), not by the row.
    """

    append_only = True
    editable_columns = ("withdrawn_on",)

    party_id = models.BigIntegerField()
    purpose = models.TextField()
    channel = models.TextField(default="", blank=True)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    evidence = models.TextField(default="", blank=True)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="parties_consent_ends_after_it_was_given",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "party_id"], name="parties_consent_by_party")
        ]

    def __str__(self) -> str:
        return f"consent of party {self.party_id} to {self.purpose}"
