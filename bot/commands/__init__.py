"""What the `ceji` command line does, one file a command; `bot.__main__` only names them."""
