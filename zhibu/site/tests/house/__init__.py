"""The walls of the house as checks that can be run over any tree of files, planted faults included."""
