# expect 3: points belong on a test or an essay, and this cell is locked

# %% locked="setup" points=1
import math
