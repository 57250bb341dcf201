"""Payment by phone: what an owner is asked to pay through a gateway, and what became of it.

Owns merchants, payment intents with their states, gateway notices as they came, and refunds
through a gateway. Speaks to gateways through ports only; adapters translate.

Promises: an intent is settled once, whatever the order of callback, query and bill; UNKNOWN
is a state with a ladder that ends it; nothing outside happens inside a transaction.
"""
