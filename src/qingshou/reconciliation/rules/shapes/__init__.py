"""The shapes of channels' files, written as the channels write them.

One piece for both who need it: the local gateways hand these files out as bills, and the sample
company keeps them for each of its days. They stand here because both stand above; the readers of
statements are strangers to these writers and learn their columns by name.
"""
