"""Papers that leave the house: letters, slips, notices and lists, as Word, PDF and Excel.

Values in (`data.py`), bytes out. What a paper says is composed once into a `Sheet` (`sheet.py`), which Word, PDF and
the printed page each set in their own way, in the look of official papers (GB/T 9704-2012).
"""
