"""An Alipay of our own: trades in memory, real signatures, notices by the official ladder."""
