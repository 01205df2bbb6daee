"""Whole networks by hand: logistic regression and the L-layer network."""
