"""What a service costs: prices, parts of months, roundings, formulas, meters, shares, due days."""
