"""The sample company: invented households whose payments follow from means, memory, grievance.

It writes workbooks, never rows: they are let in through the doors a customer uses. A truth file
beside them tells what an analysis should find.
"""

from qingshou.sample.company import SEED, Written, write_company

__all__ = ["SEED", "Written", "write_company"]
