"""`course site`: the released lessons as pages to read, which need no server, no kernel and no network."""
