"""Companies."""

from django.db import models

from qingshou.platform.db.scoped import Scope


class Company(models.Model):
    """A property company (物业公司): the tenant of the system and the creditor of its bills."""

    scope = Scope.REFERENCE

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    credit_code = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="tenancy_company_code_is_unique"),
            models.UniqueConstraint(fields=["name"], name="tenancy_company_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name
