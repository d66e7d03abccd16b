"""Records that may be the same subject: found by the machine, judged by a person."""
