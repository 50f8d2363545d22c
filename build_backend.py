"""PEP 517 backend: maturin, plus the front end when its bundle is absent."""

from maturin import *  # noqa: F403
