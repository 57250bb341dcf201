"""Who acts: staff users, their roles and the communities these reach."""

from qingshou.platform.identity.actor import SYSTEM, Actor, Role

__all__ = ["SYSTEM", "Actor", "Role"]
