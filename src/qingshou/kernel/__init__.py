"""Money, periods, calendar, refusals and ids: the pure words every context shares."""
