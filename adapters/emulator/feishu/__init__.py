"""Feishu's servers: the open platform's REST interface, event delivery and the long connection."""
