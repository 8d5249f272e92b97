"""WeCom (企业微信): the self-built app, its callback, messages, template cards, directory and sign-in."""
