"""Tables of clearance certificates, and of prepaid money that moves to another account."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from qingshou.platform.db import (
    MoneyField,
    OfTwoPeople,
    Scoped,
    agrees_with,
    belongs_to,
    two_people,
)


class Certificate(Scoped):
    """That all a seller owed for a home was settled on a day (过户结清证明).

    ``account_ids`` are the seller's accounts of the home, ``account_id`` the latest of them; a
    later certificate of the same account supersedes it. ``facts`` is what its paper says. A
    trigger refuses it while one of the accounts is not settled.
    """

    append_only = True

    account_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    supersedes_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()
    issued_on = models.DateField()
    changes_on = models.DateField()
    account_ids = ArrayField(models.BigIntegerField())
    facts = models.JSONField()
    issued_by = models.TextField()
    request_id = models.TextField()

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="payments_certificate_has_its_account"),
            belongs_to("unit_id", "estate.Unit", name="payments_certificate_has_its_unit"),
            models.UniqueConstraint(
                fields=["community_id", "number"], name="payments_certificate_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["community_id", "id", "account_id"],
                name="payments_certificate_is_of_one_account",
            ),
            agrees_with(
                {"supersedes_id": "id", "account_id": "account_id"},
                "payments.Certificate",
                name="payments_certificate_supersedes_one_of_its_account",
            ),
            models.UniqueConstraint(
                fields=["community_id", "supersedes_id"],
                condition=Q(supersedes_id__isnull=False),
                name="payments_certificate_is_superseded_once",
            ),
            models.UniqueConstraint(
                fields=["community_id", "account_id"],
                condition=Q(supersedes_id__isnull=True),
                name="payments_certificates_of_an_account_follow_each_other",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(issued_by=""),
                name="payments_certificate_is_numbered_and_issued_by_somebody",
            ),
        ]
        indexes = [GinIndex(fields=["account_ids"], name="payments_certificate_by_account")]

    def __str__(self) -> str:
        return f"certificate {self.number}"


class Overtaking(Scoped):
    """A certificate was overtaken: a receipt of its accounts was taken back after it.

    A trigger on receipts writes it, whoever takes the receipt back and by whatever way.
    """

    append_only = True

    certificate_id = models.BigIntegerField()
    reversal_id = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            belongs_to(
                "certificate_id", "payments.Certificate", name="payments_overtaking_has_certificate"
            ),
            belongs_to(
                "reversal_id", "payments.Receipt", name="payments_overtaking_has_its_reversal"
            ),
            models.UniqueConstraint(
                fields=["community_id", "certificate_id"],
                name="payments_certificate_is_overtaken_once",
            ),
        ]

    def __str__(self) -> str:
        return f"overtaking of certificate {self.certificate_id}"


class CertificatePrint(Scoped):
    """A certificate was put on paper; the second print and every later one says so on its face."""

    append_only = True

    certificate_id = models.BigIntegerField()
    ordinal = models.IntegerField()
    check_code = models.TextField()
    printed_by = models.TextField()
    printed_at = models.DateTimeField()

    class Meta:
        constraints = [
            belongs_to(
                "certificate_id",
                "payments.Certificate",
                name="payments_certificate_print_is_of_one",
            ),
            models.UniqueConstraint(
                fields=["community_id", "certificate_id", "ordinal"],
                name="payments_certificate_prints_are_counted",
            ),
            models.UniqueConstraint(
                fields=["community_id", "check_code"],
                name="payments_certificate_check_code_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(ordinal__gte=1), name="payments_certificate_prints_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"print {self.ordinal} of certificate {self.certificate_id}"


class PrepaymentMove(OfTwoPeople):
    """Prepaid money moved to another account by two people (预存划转).

    Between accounts of one person nothing more is needed; to anybody else's account it needs the
    written consent of whoever prepaid it, whose reference is ``consent``.
    """

    append_only = True

    from_account_id = models.BigIntegerField()
    to_account_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    on = models.DateField()
    same_person = models.BooleanField()
    consent = models.TextField(default="", blank=True)
    request_id = models.TextField()

    class Meta:
        constraints = [
            belongs_to("from_account_id", "ledger.Account", name="payments_move_has_its_origin"),
            belongs_to("to_account_id", "ledger.Account", name="payments_move_has_its_target"),
            belongs_to("entry_id", "ledger.Entry", name="payments_move_has_its_entry"),
            *two_people("payments_move"),
            models.UniqueConstraint(
                fields=["community_id", "approval_id"], name="payments_move_is_made_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) & ~Q(from_account_id=F("to_account_id")),
                name="payments_move_moves_something",
            ),
            models.CheckConstraint(
                condition=Q(same_person=True) | ~Q(consent=""),
                name="payments_move_to_another_person_has_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"move of {self.amount_fen} from account {self.from_account_id}"
