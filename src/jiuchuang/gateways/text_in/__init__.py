"""Files as people have them → plain text: .txt, .docx, .pdf with a text layer, .html.

`text_of_file(path)` gives the text or the reasons why there is none.
"""

from jiuchuang.gateways.text_in.read_file import text_of_file

__all__ = ["text_of_file"]
