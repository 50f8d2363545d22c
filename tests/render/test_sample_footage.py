"""The sample footage is varied, and made once."""

from pathlib import Path

import pytest

from stoat_nb.cli import main
from stoat_nb.media import probe


def test_sample_footage_is_varied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample-footage", str(tmp_path)]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(paths) == sorted(tmp_path.iterdir())
    facts = [probe(path) for path in paths]
    assert len(facts) == 6
    assert len({made.video.rate for made in facts}) >= 4
    assert [made.video.height > made.video.width for made in facts].count(True) == 1
    assert [made.audio is None for made in facts].count(True) == 1
    assert sum(path.stat().st_size for path in paths) < 5_000_000
    written = [path.stat().st_mtime_ns for path in paths]
    main(["sample-footage", str(tmp_path)])
    assert written == [path.stat().st_mtime_ns for path in paths]
