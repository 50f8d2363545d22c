"""What FFmpeg's messages mean: from an exit code and stderr to an error that names the file and the way out."""

from __future__ import annotations

import re
import signal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import StoatError, from_code
from stoat_nb.ffmpeg.disguise import mp4_fault, refused_kind

if TYPE_CHECKING:
    from stoat_nb.ffmpeg.result import ExecutionResult

__all__ = ["failure", "input_paths", "is_transient", "shown_command"]

_TAIL_CHARACTERS = 4000
_DAMAGED = 69  # more frames failed to decode than -max_error_rate allows
# FFmpeg ends with 255 after one to three signals and with 123 after the fourth.
_SIGNALLED = re.compile(r"Exiting normally, received signal (\d+)|Received > 3 system signals")
_NOISE = re.compile(
    r"Conversion failed!|^\s*(frame|size)=|Last message repeated|^Error (opening|initializing|while) .*file"
    r"|Terminating thread with return code|Nothing was written into output file|^\[vist#|^\s*$"
    r"|^Error parsing options for output|^To ignore this, add a trailing|Failed to set value .* for option"
    r"|^Task finished with error|^\s*(lib\w+\s+\d+\.|built with|configuration:)|^ffmpeg version"
)
_TRANSIENT = re.compile(
    r"Resource temporarily unavailable|Stale file handle|Interrupted system call|Device or resource busy"
    r"|Text file busy|Too many open files in system"
)
# (pattern, code, which file it is about, names of the groups)
_PATTERNS: tuple[tuple[re.Pattern[str], str, str, tuple[str, ...]], ...] = (
    (re.compile(r"already exists\. Exiting"), "ffmpeg.output_exists", "output", ()),
    (re.compile(r"No space left on device|File too large|Disk quota exceeded"), "ffmpeg.disk_full", "output", ()),
    (re.compile(r"Unknown encoder '([^']+)'"), "ffmpeg.capability_missing", "encoder", ("name",)),
    (re.compile(r"Unknown decoder '([^']+)'"), "ffmpeg.capability_missing", "decoder", ("name",)),
    (re.compile(r"No such filter: '([^']+)'"), "ffmpeg.capability_missing", "filter", ("name",)),
    (re.compile(r"Unrecognized option '([^']+)'"), "ffmpeg.capability_missing", "option", ("name",)),
    (re.compile(r"not (?:on|in) (?:the )?(?:format |protocol )?whitelist", re.IGNORECASE), "media.format_refused", "input", ()),
    (re.compile(r"Picture size \d+x\d+ exceeds|exceeds specified max pixel count"), "media.too_many_pixels", "input", ()),
    (re.compile(r"moov atom not found"), "media.truncated", "input", ()),
)  # fmt: skip
_READ_CAUSES = re.compile(r"Invalid data found when processing input|Permission denied|Is a directory")
_WRITE_CAUSES = re.compile(
    r"No such file or directory|Permission denied|Read-only file system|Is a directory|Not a directory"
)


def failure(result: ExecutionResult) -> StoatError:
    """Return the error that fits a run that failed, ready to raise.

    Its context holds ``path`` (the file that it is about, where the messages tell), ``reason``,
    ``command`` and ``stderr`` (the end of the messages).
    """
    text = result.stderr_text
    context: dict[str, object] = {
        "returncode": result.returncode,
        "command": shown_command(result.command),
        "stderr": text[-_TAIL_CHARACTERS:],
        "reason": _last_words(text),
    }
    if killed := _signal_of(result, text):
        return from_code("ffmpeg.killed", {**context, "signal": killed})
    inputs, outputs = input_paths(result.command), _output_paths(result.command)
    if result.returncode == _DAMAGED:
        return from_code("media.damaged", {**context, "path": _path_in(text, inputs)})
    for pattern, code, kind, names in _PATTERNS:
        if found := pattern.search(text):
            named = dict(zip(names, found.groups(), strict=False))
            path = _path_in(text, inputs) if kind == "input" else _path_in(text, outputs)
            return _looked_at(code, {**context, "kind": kind, "path": path, **named})
    return _looked_at(*_about_a_file(text, inputs, outputs, context))


def _looked_at(code: str, context: dict[str, object]) -> StoatError:
    """Correct FFmpeg's guess about an input by its first bytes: it takes any ``.mp4`` for one."""
    if code in ("media.truncated", "media.unreadable"):
        path = Path(str(context["path"]))
        if kind := refused_kind(path):
            code, context = "media.format_refused", {**context, "reason": kind}
        elif fault := mp4_fault(path):
            code, context = "media.truncated", {**context, "reason": fault}
        else:
            code = "media.unreadable"
    return from_code(code, context)


def _about_a_file(
    text: str, inputs: list[str], outputs: list[str], context: dict[str, object]
) -> tuple[str, dict[str, object]]:
    before = ""
    for line in text.splitlines():
        # 7.0 and later name the cause on one line and the file on the next; 5.1 both on one
        said, before = f"{before}\n{line}", line
        path = next((path for path in inputs if path and path in line), None)
        written = next((path for path in outputs if path and path in line), None)
        if path and "No such file or directory" in said:
            return "media.not_found", {**context, "path": path}
        if path and (cause := _READ_CAUSES.search(said)):
            return "media.unreadable", {**context, "path": path, "reason": cause[0]}
        if path is None and written and (cause := _WRITE_CAUSES.search(said)):
            return "ffmpeg.output_refused", {**context, "path": written, "reason": cause[0]}
    return "ffmpeg.failed", context


def is_transient(result: ExecutionResult) -> bool:
    """Return whether the failure is of a kind that may pass when it is tried again."""
    return not result.ok and _TRANSIENT.search(result.stderr_text) is not None


def input_paths(command: tuple[str, ...]) -> list[str]:
    """Return the files after each ``-i``, without the ``file:`` prefix."""
    pairs = pairwise(command)
    return [value.removeprefix("file:") for option, value in pairs if option == "-i"]


def shown_command(command: tuple[str, ...]) -> str:
    """Return the command as a person can paste it into a shell."""
    import shlex

    return shlex.join(command)


def _output_paths(command: tuple[str, ...]) -> list[str]:
    pairs = pairwise(command)
    return [value.removeprefix("file:") for option, value in pairs if option != "-i" and _is_file(value)]


def _is_file(value: str) -> bool:
    return value.startswith(("file:", "/"))


def _path_in(text: str, paths: list[str]) -> str:
    return next((path for path in paths if path and path in text), paths[0] if len(paths) == 1 else "a file")


def _signal_of(result: ExecutionResult, text: str) -> str | None:
    if result.returncode < 0:
        try:
            return signal.Signals(-result.returncode).name
        except ValueError:
            return str(-result.returncode)
    if result.returncode == 255 and not text.strip():
        return "SIGTERM or SIGINT"  # FFmpeg names the signal only in messages that were not asked for
    if result.returncode in (123, 255) and (found := _SIGNALLED.search(text)):
        return signal.Signals(int(found[1])).name if found[1] else "SIGTERM"
    return None


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines()]
    telling = [line for line in lines if line and not _NOISE.search(line)]
    return (telling or lines or ["no message"])[-1][:500]
