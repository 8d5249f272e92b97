"""外部联系人: people whom a colleague has as customers in the platform's own chat, and whose they are with us."""
