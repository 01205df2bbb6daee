"""Layers through time, attention, and the search for a good sequence."""
