"""Who works where: units with dated places in the tree, accounts, roles, grants and their delegation."""
