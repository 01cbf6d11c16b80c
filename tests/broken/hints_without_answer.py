# expect 3: the hints `double` have no answer

# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
