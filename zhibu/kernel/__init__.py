"""What every context stands on: scope, walls, norms, events, audit, secrets, files, ui. No Party word."""
