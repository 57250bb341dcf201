"""Builders for tests: the least that a test needs, named by what it is."""

from tests.builders.estate import a_community, a_tenant, a_unit, an_owner
from tests.builders.parties import a_party

__all__ = ["a_community", "a_party", "a_tenant", "a_unit", "an_owner"]
