"""The first installation in a browser: one page of this machine, behind a code, until it is done."""
