"""The outside world, behind the ports of the contexts: gateways, banks, messages; none yet."""
