"""The objects that a person holds in a cell; each method calls one room below."""
