"""Sessions over the core's timelines: cells and their blocks, hand edits, conflicts, generated code."""
