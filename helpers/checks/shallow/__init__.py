"""Checks of lesson 3: its own equations, and its start values."""
