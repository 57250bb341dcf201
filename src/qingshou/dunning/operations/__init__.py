"""What dunning does: watch a community, step a case, record contacts, promises and holds."""

from qingshou.dunning.operations.arrivals import (
    ContactsAdded,
    StepsRestOnContacts,
    add_contacts_from,
    mark_reasons_from,
    withdraw_contacts,
)
from qingshou.dunning.operations.cases import CaseAlreadyClosed, close_if_paid, take_next_step
from qingshou.dunning.operations.contacts import ContactInFuture, log_contact, mark_reason
from qingshou.dunning.operations.holds import (
    ChargeUnknown,
    HoldAlreadyOpen,
    HoldAlreadyOver,
    hold,
    release,
)
from qingshou.dunning.operations.promises import (
    NothingOverdue,
    PromiseAlreadyRunning,
    PromiseBeforeItIsMade,
    PromiseExceedsArrears,
    PromiseTooFarAhead,
    accept_promise,
    judge_promises,
)
from qingshou.dunning.operations.watches import Watched, WatchGoesBackwards, watch

__all__ = [
    "CaseAlreadyClosed",
    "ChargeUnknown",
    "ContactInFuture",
    "ContactsAdded",
    "HoldAlreadyOpen",
    "HoldAlreadyOver",
    "NothingOverdue",
    "PromiseAlreadyRunning",
    "PromiseBeforeItIsMade",
    "PromiseExceedsArrears",
    "PromiseTooFarAhead",
    "StepsRestOnContacts",
    "WatchGoesBackwards",
    "Watched",
    "accept_promise",
    "add_contacts_from",
    "close_if_paid",
    "hold",
    "judge_promises",
    "log_contact",
    "mark_reason",
    "mark_reasons_from",
    "release",
    "take_next_step",
    "watch",
    "withdraw_contacts",
]
