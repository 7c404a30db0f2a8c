"""What a person asks of the gate and answers to it. Nothing here judges data: the gate is in the ledger."""
