"""The stand-in of WeCom's servers for a self-built application."""
