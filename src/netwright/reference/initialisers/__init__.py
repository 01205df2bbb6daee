"""Where weights begin."""
