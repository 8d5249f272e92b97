"""The stages of a lead (G18): the journey and what lies outside it."""
