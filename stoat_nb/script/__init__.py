"""The IPython layer: which cell is running, and notebooks run or checked without a person."""
