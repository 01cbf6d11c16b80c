# expect 3: a cell has one role, not locked and hints

# %% locked="setup" hints="setup"
import math
