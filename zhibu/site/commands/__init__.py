"""What can be done from the command line, one command a file.

The file `demo_data.py` is the command `demo-data`. It has `add_to(subparsers)`, which hangs its parser under
`zhibu`, with `set_defaults(run=…)`; `run(args)` returns 0 done, 1 refused, 2 wrong call. A command that needs
the database says `login="web"`, `"work"` or `"owner"` among its defaults: database and Django are then ready
before `run`. At the top of a file only what is quick to import: `zhibu norms` must not wait for Django.
A command without `help=` is internal and not listed.
"""
