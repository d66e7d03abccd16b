"""Reading policy documents: text as found → clauses, units, figures, targets, doubts.

`read_document(text)` is the whole of it; `document_as_json(document)` gives plain data.
"""

from jiuchuang.domain.documents.as_json import document_as_json
from jiuchuang.domain.documents.model import (
    Clause,
    Comparison,
    Document,
    Hedge,
    Kind,
    Matter,
    Metadata,
    Quantity,
    Reference,
    Repair,
    Role,
    Span,
    Target,
    Unit,
)
from jiuchuang.domain.documents.read import read_document

__all__ = [
    "Clause",
    "Comparison",
    "Document",
    "Hedge",
    "Kind",
    "Matter",
    "Metadata",
    "Quantity",
    "Reference",
    "Repair",
    "Role",
    "Span",
    "Target",
    "Unit",
    "document_as_json",
    "read_document",
]
