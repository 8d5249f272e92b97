"""`ceji console`: the seeded small company in a terminal, for trying the product and for scripts."""
