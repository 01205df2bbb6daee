"""Bends between layers, element by element, each with its derivative."""
