"""Users and what they were granted."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from qingshou.platform.db.scoped import Scope
from qingshou.platform.identity.actor import Actor, Role


class User(AbstractBaseUser):
    """A person with a login; rights come from grants alone."""

    scope = Scope.COORDINATOR

    id = models.BigAutoField(primary_key=True)
    login = models.TextField()
    password = models.TextField()
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["login"], name="identity_user_login_is_unique")
        ]

    def __str__(self) -> str:
        return self.login

    @property
    def actor(self) -> Actor:
        """The user as the value operations take."""
        return Actor(name=self.login, user_id=self.pk)


class Grant(models.Model):
    """One role, for one company or one of its communities, for some days."""

    scope = Scope.COORDINATOR

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+")
    role = models.TextField(choices=[(role.value, role.value) for role in Role])
    company = models.ForeignKey("tenancy.Company", on_delete=models.PROTECT, related_name="+")
    community_id = models.BigIntegerField(null=True)
    granted_on = models.DateField()
    revoked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "company", "community_id"],
                condition=models.Q(revoked_on__isnull=True),
                nulls_distinct=False,
                name="identity_grant_is_given_once",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_on__isnull=True)
                | models.Q(revoked_on__gte=models.F("granted_on")),
                name="identity_grant_is_revoked_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of user {self.user_id}"
