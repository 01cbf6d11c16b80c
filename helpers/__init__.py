"""What a notebook of the course imports: reference code, checks, figures, sliders and data."""
