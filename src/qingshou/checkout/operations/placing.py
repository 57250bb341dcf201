"""Keep what the gateway gave for the payer's screen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from qingshou.checkout import models
from qingshou.checkout.operations.steps import Step, record
from qingshou.checkout.ports import Instruction
from qingshou.checkout.queries import IntentUnknown, line_of
from qingshou.checkout.rules.intents import IntentLine
from qingshou.checkout.rules.ladder import Looks
from qingshou.checkout.rules.states import OPEN, Heard, State, after
from qingshou.platform.db import transaction


@transaction
def keep_instruction(
    *, community_id: int, intent_id: int, instruction: Instruction, now: datetime
) -> IntentLine:
    """Let an intent wait for its payer; what was heard meanwhile stands.

    Raises:
        IntentUnknown: If there is none.
    """
    intents = models.Intent.objects.select_for_update()
    intent = intents.filter(community_id=community_id, id=intent_id).first()
    if intent is None:
        raise IntentUnknown(number=str(intent_id))
    before = State(intent.state)
    state = after(before, Heard.OPENED)
    step = Step("CREATION", Heard.OPENED.value, before.value, state.value)
    record(intent=intent, at=now, step=step)
    if state in OPEN:
        looks = Looks(intent.opened_at, intent.expires_at)
        intent.instruct(asdict(instruction))
        intent.become(state, look_at=intent.look_at or looks.after(now))
    return line_of(intent)
