"""The registry of named figures: every number of the report, and the rows that make it.

A figure is defined once, in ``catalogue``; ``compute`` counts all of them for a scope, a
period and a day, each also for the previous period (``@previous``) and for the same period a
year before (``@year_before``); ``Figures.rows`` lists exactly the rows behind one of them;
``tie_out`` proves that the parts add up to the wholes. Any past day can be asked again.
"""

from qingshou.reports.figures.compute import compute
from qingshou.reports.figures.gaps import Gap, Topic, gaps
from qingshou.reports.figures.scope import Scope, ScopeUnknown
from qingshou.reports.figures.tie_out import FiguresDoNotTie, Mismatch, require_tied, tie_out
from qingshou.reports.figures.values import Figures, Member

__all__ = [
    "Figures",
    "FiguresDoNotTie",
    "Gap",
    "Member",
    "Mismatch",
    "Scope",
    "ScopeUnknown",
    "Topic",
    "compute",
    "gaps",
    "require_tied",
    "tie_out",
]
