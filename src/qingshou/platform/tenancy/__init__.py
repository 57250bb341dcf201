"""The property companies whose books are kept here; every community belongs to one."""
