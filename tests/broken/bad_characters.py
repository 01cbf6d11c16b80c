# expect 3: locked="set up" is no name

# %% locked="set up"
import math
