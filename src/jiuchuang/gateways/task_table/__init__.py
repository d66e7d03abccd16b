"""The task table of a document as office files: Excel to work in, Word to circulate."""

from jiuchuang.gateways.task_table.excel import task_table_xlsx
from jiuchuang.gateways.task_table.word import task_table_docx

__all__ = ["task_table_docx", "task_table_xlsx"]
