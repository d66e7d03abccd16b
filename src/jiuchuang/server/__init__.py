"""The web application as a whole: where it runs, what it is made of, which address leads where."""
