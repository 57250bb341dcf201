"""Find and register companies."""

from __future__ import annotations

from qingshou.platform.db import transaction_required
from qingshou.platform.tenancy.models import Company


@transaction_required
def register(*, name: str, code: str = "", credit_code: str = "") -> int:
    """Register a company by name, or find the one that already bears it; tell its id."""
    company, _ = Company.objects.get_or_create(
        name=name, defaults={"code": code or name, "credit_code": credit_code}
    )
    return company.pk


def name_of(company_id: int) -> str:
    """Tell a company's name."""
    return Company.objects.values_list("name", flat=True).get(pk=company_id)
