"""Settings, urls and wiring: where adapters are plugged into ports and processes subscribe."""
