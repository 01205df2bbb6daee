"""Boxes in pictures: overlap, decoding, suppression."""
