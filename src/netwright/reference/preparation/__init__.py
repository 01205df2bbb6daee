"""Data made ready: standardised, one-hot, batches, spectra."""
