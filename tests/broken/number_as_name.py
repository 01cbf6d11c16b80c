# expect 3: locked="3" is no name

# %% locked=3
import math
