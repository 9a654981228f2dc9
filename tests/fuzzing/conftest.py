"""How much is made up: a little in every run of the suite, always the same; more, and ever new, by `make fuzz`.

Each test takes these settings as `settings.get_profile("fuzzing")`.
"""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = os.environ.get("FUZZ_EXAMPLES")

settings.register_profile(
    "fuzzing",
    max_examples=int(EXAMPLES or 25),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
