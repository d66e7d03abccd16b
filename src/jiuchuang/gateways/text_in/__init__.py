"""Files as people have them → plain text: .txt, .docx, .pdf with a text layer, .html.

`text_of_file(path)` gives the text or the reasons why there is none, `text_of_upload` the same of bytes handed in.
"""

from jiuchuang.gateways.text_in.read_file import text_of_file, text_of_upload

__all__ = ["text_of_file", "text_of_upload"]
