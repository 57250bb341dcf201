"""Let files in: stage them, follow them until they are done, take them back."""

from qingshou.intake.operations.life import (
    ImportInterrupted,
    ImportNotLive,
    begin,
    discard,
    finish,
    give_up,
    mark_undone,
)
from qingshou.intake.operations.stage import (
    AlreadyImported,
    NoRowsFound,
    NoTableFound,
    stage,
)

__all__ = [
    "AlreadyImported",
    "ImportInterrupted",
    "ImportNotLive",
    "NoRowsFound",
    "NoTableFound",
    "begin",
    "discard",
    "finish",
    "give_up",
    "mark_undone",
    "stage",
]
