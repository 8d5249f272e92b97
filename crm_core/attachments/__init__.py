"""附件: files that the product hands to a person in the chat; kept until they are out, for a few days at most."""
