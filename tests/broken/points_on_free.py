# expect 3: points belong on a test or an essay, and this cell is free

# %% points=1
import math
