"""Grade every known answer of the course."""
