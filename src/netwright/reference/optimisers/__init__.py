"""One step of an optimiser, as a pure function on arrays."""
