"""Pure rules about units and tenures: usages, roles, liability by date, unit codes."""
