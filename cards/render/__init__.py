"""One renderer per platform: pure functions from a card to what that platform takes."""
