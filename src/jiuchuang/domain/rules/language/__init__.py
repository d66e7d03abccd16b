"""The expression language of packs: types, typed trees, parsing, guards, ranges of numbers."""
