"""选举: candidates, ballots and who is elected; a mechanism that knows no meeting."""
