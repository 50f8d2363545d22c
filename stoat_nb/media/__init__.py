"""Media files: what they are (probe), their frames, and thumbnails."""
