"""How a row of a workbook becomes rows of the registers, and how they are taken back."""
