"""The terminal door: one module a sub-command, all mounted in `jiuchuang.cli.main`."""
