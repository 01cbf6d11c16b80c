# expect 3: is what cells without keys are called

# %% locked="code-1"
import math
# %%
y = 1
