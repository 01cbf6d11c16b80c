# expect 4: `import *` hides which names there are

# %% locked="setup"
from math import *
