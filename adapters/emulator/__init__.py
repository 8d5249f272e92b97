"""Stand-ins of the three platforms' servers, speaking their real wire formats.

They validate what they receive as the real platform would and record everything. Their protocol code is their
own: nothing of the adapters they serve is imported here, so that one mistake can't hide on both sides.
"""
