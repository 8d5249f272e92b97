"""Settings that the adapters' tests share."""

from hypothesis import settings

# How long an example takes is the machine's matter: a busy one must not fail a test.
settings.register_profile("adapters", deadline=None)
settings.load_profile("adapters")
