"""A WeChat Pay of our own: orders in memory, real signatures, notices by the official ladder."""
