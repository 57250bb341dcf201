"""Tariffs: what is charged, for what, at which price, from when.

Owns ``ChargeKind`` (收费项目), ``Tariff`` (收费标准), ``Price`` (dated, by community, building or
unit), ``Assignment`` (exceptions of single units), ``Meter`` and ``Reading`` (抄表), ``SharePool``
(公摊). Its rules say what a service costs, exactly. Promises: on any day one price is in force for
a unit, the nearest wins (unit over building over community); a price once set is never rewritten,
only ended or withdrawn; shares of a pool always sum to it.
In SQL it shows ``tariffs__charge_kind``, ``tariffs__tariff``, ``tariffs__price``,
``tariffs__assignment`` and the function ``tariffs_prices_in_force(community_id)``.
"""
