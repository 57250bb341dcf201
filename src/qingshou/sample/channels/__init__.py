"""What the channels say of the company's latest months: their own files for each day.

The workbooks tell what the cashiers wrote down, these files what WeChat, Alipay and the bank saw.
They agree but for a handful of differences, planted on purpose and named in the truth file.
"""

from qingshou.sample.channels.files import CHANNEL_MONTHS, Told, write_channels

__all__ = ["CHANNEL_MONTHS", "Told", "write_channels"]
