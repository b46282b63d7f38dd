"""数据进出: sheets that come in, sheets that go out, and the comparison with the national system."""
