"""What every test may use: the seed of this run, printed so that a failure can be repeated."""

from __future__ import annotations

import os
import random

import hypothesis
import pytest


def pytest_configure(config: pytest.Config) -> None:
    # `make proof` asks for more examples of each property.
    hypothesis.settings.register_profile(
        "stoat",
        max_examples=int(os.environ.get("STOAT_EXAMPLES", "60")),
        deadline=None,
        print_blob=True,
        suppress_health_check=[
            hypothesis.HealthCheck.too_slow,
            hypothesis.HealthCheck.function_scoped_fixture,
        ],
    )
    hypothesis.settings.load_profile("stoat")
    seed = os.environ.get("STOAT_TEST_SEED") or str(random.SystemRandom().randrange(2**32))
    os.environ["STOAT_TEST_SEED"] = seed
    config.stash[_SEED] = int(seed)


_SEED = pytest.StashKey[int]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Browser tests come last but for packaging: Playwright keeps an event loop running in the main thread,
    # which would take interrupts and asyncio.run() away from the tests behind it.
    items.sort(key=lambda item: (bool(item.get_closest_marker("packaging")), "/browser/" in str(item.path)))


def pytest_report_header(config: pytest.Config) -> list[str]:
    media = os.environ.get("STOAT_SAMPLE_MEDIA")
    return [
        f"STOAT_TEST_SEED={config.stash[_SEED]} (set it to repeat this run's random samples)",
        f"real footage: {media}" if media else "real footage: none (STOAT_SAMPLE_MEDIA is unset)",
    ]


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """The seed of this run's random samples."""
    return pytestconfig.stash[_SEED]
