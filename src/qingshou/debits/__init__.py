"""Bank debit (银行代扣): mandates, batches, their files and what the bank answers.

Owns mandates signed by account holders, batches built from due items, the lines of their
files, return codes and the calendar of retries.

Promises: nothing is debited without a mandate in force and within its limit; no line is paid
twice, whatever file is brought in twice; the owner is told before the last try.
"""
