"""Let meter readings and pools of common cost in."""

from __future__ import annotations

from django.db import connection

from qingshou.kernel.refusals import Refusal
from qingshou.platform.db import transaction_required


class NoSuchTariff(Refusal):
    """Readings or pools came for a kind that is not charged that way in the community."""

    code = "tariffs.no-such-tariff"

    def __init__(self, *, kind: str, basis: str) -> None:
        super().__init__(kind=kind, basis=basis)


@transaction_required
def record_readings_from(*, relation: str, import_id: int | None = None) -> int:
    """Record readings of a relation (community_id, unit_id, kind, meter, on, value); count them.

    A meter that is new is put up for the metered tariff of the kind; ``meter`` may be null
    where a unit has one. A reading that is there already is left alone.

    Raises:
        NoSuchTariff: If a kind has no metered tariff in its community.
    """
    return _run(relation, "METER", import_id, _PUT_UP_METERS, _ADD_READINGS)


@transaction_required
def add_pools_from(*, relation: str, import_id: int | None = None) -> int:
    """Add pools of a relation (community_id, kind, period, amount, weight); count them.

    ``period`` is a month written 2026-11, ``amount`` yuan, ``weight`` BUILDING_AREA,
    USABLE_AREA or HOUSEHOLD (if null).

    Raises:
        NoSuchTariff: If a kind has no shared tariff in its community.
    """
    return _run(relation, "SHARE", import_id, _ADD_POOLS)


def _run(relation: str, basis: str, import_id: int | None, *statements: str) -> int:
    quoted = connection.ops.quote_name(relation)
    with connection.cursor() as cursor:
        cursor.execute(_STRANGERS.format(relation=quoted), [basis])
        if stranger := cursor.fetchone():
            raise NoSuchTariff(kind=stranger[0], basis=basis)
        for statement in statements:
            written = statement.format(relation=quoted, tariff=_TARIFF)
            cursor.execute(written, {"import_id": import_id, "basis": basis})
        return int(cursor.rowcount)


_STRANGERS = """
SELECT listed.kind FROM {relation} listed
LEFT JOIN tariffs__tariff tariff
    ON tariff.community_id = listed.community_id AND tariff.kind = listed.kind
    AND tariff.basis = %s
WHERE tariff.tariff_id IS NULL LIMIT 1
"""

_TARIFF = """
    JOIN LATERAL (
        SELECT min(tariff.tariff_id) AS tariff_id FROM tariffs__tariff tariff
        WHERE tariff.community_id = listed.community_id AND tariff.kind = listed.kind
          AND tariff.basis = %(basis)s
    ) tariff ON TRUE
"""

_PUT_UP_METERS = """
INSERT INTO tariffs_meter (community_id, tariff_id, unit_id, code, multiplier, import_id)
SELECT DISTINCT listed.community_id, tariff.tariff_id, listed.unit_id,
       COALESCE(listed.meter, ''), 1, %(import_id)s::bigint
FROM {relation} listed {tariff}
WHERE NOT EXISTS (
    SELECT FROM tariffs_meter meter
    WHERE meter.community_id = listed.community_id AND meter.unit_id = listed.unit_id
      AND meter.tariff_id = tariff.tariff_id AND meter.code = COALESCE(listed.meter, '')
      AND meter.withdrawn_at IS NULL)
"""

_ADD_READINGS = """
INSERT INTO tariffs_reading (community_id, meter_id, "on", value, import_id)
SELECT listed.community_id, meter.id, listed."on"::date, listed.value::numeric, %(import_id)s
FROM {relation} listed {tariff}
JOIN tariffs_meter meter
    ON meter.community_id = listed.community_id AND meter.unit_id = listed.unit_id
    AND meter.tariff_id = tariff.tariff_id AND meter.code = COALESCE(listed.meter, '')
    AND meter.withdrawn_at IS NULL
ON CONFLICT DO NOTHING
"""

_ADD_POOLS = """
INSERT INTO tariffs_sharepool (community_id, tariff_id, month, amount_fen, weight, import_id)
SELECT listed.community_id, tariff.tariff_id, (listed.period || '-01')::date,
       round(listed.amount::numeric * 100), COALESCE(listed.weight, 'HOUSEHOLD'), %(import_id)s
FROM {relation} listed {tariff}
ON CONFLICT DO NOTHING
"""
