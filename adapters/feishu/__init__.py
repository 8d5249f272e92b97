"""Feishu (飞书): a self-built app with a bot, over the long connection or HTTP callbacks."""
