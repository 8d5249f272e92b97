"""Programs on the platforms' own SDKs, unmodified but for their base address; each runs in a process of its own.

They print one JSON object a line for each thing that happens.
"""
