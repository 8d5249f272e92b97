"""`ceji demo`: the product with the emulated platforms, a seeded small company and a page to chat in."""
