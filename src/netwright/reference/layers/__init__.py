"""Layers on rows and pictures, forward and backward."""
