"""Files that people hand in: looked at by their content, kept under random names, never run or shown inline."""
