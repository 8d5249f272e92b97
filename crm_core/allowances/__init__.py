"""What a chat platform lets the company spend in a month, and what was spent of it."""
