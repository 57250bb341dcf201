-- Units that a run set aside, with the reason.
SELECT parked.community_id, parked.run_id, parked.unit_id, parked.reason, parked.facts
FROM billing_parked parked
