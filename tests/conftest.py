"""What all tests share: property tests judge results, never the speed of the machine they run on."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),  # a build never fails for a draw that nobody can repeat
    print_blob=True,
)
settings.load_profile("house")
