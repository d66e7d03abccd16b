"""From YAML to packs and from written answers to facts, every fault with its place."""
