"""The workspace of a log without orders or products: the CDNOW sample."""
