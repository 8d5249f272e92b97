"""The company's own rules: clocks, hours and points that an admin sets by talking to the bot (O)."""
