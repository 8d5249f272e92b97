"""Conversations with the product through each platform's wire format, as people have them."""
