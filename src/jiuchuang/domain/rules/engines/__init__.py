"""What computes: the row evaluator that defines the semantics, columns, generated code, exact rewrites."""
