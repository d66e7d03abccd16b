"""Workbooks that people bring: checked by content, read, given back with a column of faults; and blank templates."""
