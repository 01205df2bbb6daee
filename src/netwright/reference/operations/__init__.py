"""Arithmetic on arrays, each with its gradient: what every other equation is made of."""
