"""`course grade`: a class graded in parallel.

    command      what `course grade` does from its start to its exit status
    classroom    the folders, plan and gradebook of one class, opened for one run
    submissions  what was handed in: found, read, and its fingerprint
    plan         what a worker has to know of an assignment
    cluster      workers on this machine, or a Dask cluster by its address
    run          the coordinator: who is to be graded, jobs out and outcomes back, Ctrl-C
    watch        polling for submissions that come in
    worker       what Dask runs: a task to an outcome
    autograde    one submission in a worker: nbgrader's Autograde in a temporary course folder, without a gradebook
    save         the one writer: outcomes and their folders, whole or not at all
    ledger       one transaction over nbgrader's API, a table of which content is saved, and nbgrader's step for both
    place        a graded folder put in its place by a rename
    versions     what has to be the same on all computers
    show         the bar, the table, JSON

A submission is a `Submission` (found), a `Job` (to be graded, sent as a `Task`) and an `Outcome` (graded, or why not).
Workers never see the class's gradebook or folders.
"""
