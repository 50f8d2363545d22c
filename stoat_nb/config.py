"""The settings: defaults, the project's ``stoat.toml``, and ``STOAT_*`` in the environment, which wins.

This module loads pydantic (0.1 s), so nothing that ``import stoat_nb`` loads may import it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS_FILE = "stoat.toml"
"""The name of a project's settings file."""

_ROOT_VARIABLE = re.compile(r"STOAT_ROOT_([A-Za-z0-9_]+)")
_ROOT_NAME = re.compile(r"[a-z][a-z0-9_]*")

_ExpandedPath = Annotated[Path, AfterValidator(lambda path: path.expanduser())]
_Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """Everything that a person may set for a project or a machine.

    Each field is ``STOAT_<NAME>`` in the environment and a key of ``stoat.toml``. Media roots are bound
    to this machine's folders by ``STOAT_ROOT_<NAME>`` or by the table ``[roots]``.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="STOAT_", extra="forbid", frozen=True, validate_default=True
    )

    ffmpeg: _ExpandedPath | None = None
    """Another FFmpeg than the bundled one."""
    ffprobe: _ExpandedPath | None = None
    """Another ffprobe than the one beside FFmpeg or on the path."""
    ffmpeg_timeout_seconds: _Seconds = 3600.0
    """How long one FFmpeg run may take unless the call says otherwise."""
    probe_timeout_seconds: _Seconds = 30.0
    """How long looking into one file may take."""
    ffmpeg_retries: Annotated[int, Field(ge=0, le=10)] = 2
    """How often a run that failed for a passing reason is tried again."""
    render_workers: Annotated[int, Field(ge=1, le=256)] = Field(default_factory=lambda: os.cpu_count() or 1)
    """How many segments are rendered at once."""
    ingest_workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default_factory=lambda: min(8, os.cpu_count() or 1)
    )
    """How many files are looked into at once."""
    sql_memory_bytes: Annotated[int, Field(ge=64_000_000)] = 2_000_000_000
    """The memory that analytical queries may use."""
    sql_threads: Annotated[int, Field(ge=1, le=256)] = Field(
        default_factory=lambda: min(4, os.cpu_count() or 1)
    )
    """The threads that analytical queries may use."""
    state_dir: _ExpandedPath | None = None
    """Where libraries go whose project lies on a network file system; the user's state folder when unset."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """From which level on events are logged."""
    roots: dict[str, _ExpandedPath] = {}
    """Media roots of this machine: name to folder."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: what code gives, the environment, then the file; no dotenv, no secrets folder."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(folder: str | os.PathLike[str] | None = None, **given: object) -> Settings:
    """Return the settings of the project in `folder`, or those without a project.

    Parameters
    ----------
    folder
        The project's folder; its ``stoat.toml`` may be absent.
    **given
        Settings that win over environment and file.

    Raises
    ------
    ValidationError
        ``config.invalid``, with all faults at once.
    """
    file = None if folder is None else Path(folder) / SETTINGS_FILE

    class ProjectSettings(Settings):
        model_config = SettingsConfigDict(toml_file=file if file is not None and file.is_file() else None)

    try:
        settings = ProjectSettings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'settings'}: {fault['msg']}" for fault in error.errors()
        )
        raise from_code("config.invalid", {"faults": faults, "source": _sources(file)}) from error
    except ValueError as error:  # not TOML at all
        raise from_code("config.invalid", {"faults": error, "source": _sources(file)}) from error
    roots = {**settings.roots, **roots_of_environment(os.environ)}
    wrong = [name for name in roots if not _ROOT_NAME.fullmatch(name)]
    if wrong:
        faults = f"roots: {wrong[0]!r} is not a name of small letters, digits and _"
        raise from_code("config.invalid", {"faults": faults, "source": _sources(file)})
    return settings.model_copy(update={"roots": roots})


def roots_of_environment(environment: Mapping[str, str]) -> dict[str, Path]:
    """Return the media roots that ``STOAT_ROOT_<NAME>`` variables bind, by lower-case name.

    >>> roots_of_environment({"STOAT_ROOT_FOOTAGE": "/mnt/footage"})
    {'footage': PosixPath('/mnt/footage')}
    """
    found: dict[str, Path] = {}
    for variable, value in environment.items():
        match = _ROOT_VARIABLE.fullmatch(variable)
        if match and value:
            found[match[1].lower()] = Path(value).expanduser()
    return found


def _sources(file: Path | None) -> str:
    return "the STOAT_* variables" if file is None else f"{file} or the STOAT_* variables"
