"""Points: an append-only ledger whose balance is a sum; every entry can be reversed (E1, E4, E7)."""
