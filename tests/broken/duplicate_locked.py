# expect 5: the cell id `setup` is taken by line

# %% locked="setup"
import math
# %% locked="setup"
import cmath
