"""The outside world, behind the ports of the contexts; gateways have local ones to pay against."""
