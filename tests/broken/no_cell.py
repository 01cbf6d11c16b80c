# expect 1: this lesson has no cell
