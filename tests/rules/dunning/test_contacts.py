"""What a contact proves."""

import pytest

from qingshou.dunning.rules.contacts import WRITTEN, Channel, Outcome, is_attempt, is_demand


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        (Outcome.REACHED, True),
        (Outcome.NO_ANSWER, True),  # the debtor's own number rang
        (Outcome.WRONG_NUMBER, False),  # a stranger was called
        (Outcome.RETURNED, False),  # the letter came back
    ],
)
def test_what_counts_as_an_attempt(outcome: Outcome, counts: bool) -> None:
    assert is_attempt(outcome) is counts


@pytest.mark.parametrize(
    ("channel", "outcome", "demand"),
    [
        (Channel.LETTER, Outcome.DELIVERED, True),
        (Channel.LETTER, Outcome.REFUSED, True),  # refused registered mail arrived
        (Channel.LETTER, Outcome.RETURNED, False),
        (Channel.LETTER, Outcome.NO_ANSWER, False),
        (Channel.NOTICE, Outcome.REACHED, True),
        (Channel.PHONE, Outcome.REACHED, False),  # spoken, not written
    ],
)
def test_what_is_a_written_demand(channel: Channel, outcome: Outcome, demand: bool) -> None:
    assert is_demand(channel, outcome, channels=WRITTEN) is demand
