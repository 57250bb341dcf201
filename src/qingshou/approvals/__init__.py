"""Second thoughts of a second person: requests, and decisions by somebody else.

Owns what was asked, why, by whom, and who decided. Knows no subject: what is asked for is an
action, a subject and facts, all opaque.

Promises: nobody decides what they asked for themselves; a decision is never changed; an
approval is used once, for exactly what was asked. The database keeps all three.
"""
