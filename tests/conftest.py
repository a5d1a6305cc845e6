"""What every test stands on."""

from hypothesis import settings

# How long an example takes depends on the machine; what is measured lives in benchmarks/.
settings.register_profile("archlsp", deadline=None)
settings.load_profile("archlsp")
