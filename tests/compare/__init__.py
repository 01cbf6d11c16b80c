"""One class graded twice, with the box and without it."""
