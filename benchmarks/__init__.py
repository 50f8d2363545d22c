"""One script per question; each measures its peers in the same run: `python -m benchmarks.NAME`."""
