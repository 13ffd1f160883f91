"""What bench/run.py consists of."""
