"""Thin aiohttp routes: what is answered over HTTP."""
