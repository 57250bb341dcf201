"""The demo: the sample company goes through the same doors a customer uses."""
