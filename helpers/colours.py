"""The course's colours, for Matplotlib figures and for explorables. No imports: both sides load fast.

Okabe and Ito's palette tells apart under every common colour blindness. Colour is never the only difference: line
styles, markers or words say the same.
"""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
# Too faint for lines on white: for areas.
AREAS = ("#E69F00", "#56B4E9")
INK = "#000000"

# The same series on a dark ground, where blue and black would be lost.
COLOURS_ON_DARK = ("#56B4E9", "#E69F00", "#F0E442", "#E6A3C8", "#FFFFFF")
