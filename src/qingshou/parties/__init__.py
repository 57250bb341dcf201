"""Parties: the people and organizations of a community, how to reach them, and what they allow.

Owns ``Party`` (人或单位), ``ContactPoint`` (联系方式) and ``Consent`` (同意).
A party belongs to one community: somebody who holds homes in two is known twice, because
each community keeps its own books and its own consents.
Promises: personal facts leave this context masked unless a caller asks for them by name;
a consent is never rewritten, only ended.
"""
