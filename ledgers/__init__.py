"""What the system did, append-only, in `state.db`. Every room may read and write its own ledger.

Rows of customers never stand here.
"""
