"""Gateways of our own: both protocols over real HTTP with real keys, on this machine only.

The demo, the tests and a developer's laptop pay against them. A gateway is a site without
sockets, so that a test may move its clock; a courier carries what it has to tell, with loss,
delay, repetition, disorder and forgery as one likes.
"""
