"""What the documentation names exists: commands with their options, make targets, paths, links."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from house.tree import ROOT, SOURCE, files, name, python_files
from jiuchuang.cli.main import app

FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
REPOSITORY_PATH = re.compile(r"(?:src|tests|docs|benchmarks|\.ci)/[\w./*-]*")
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?jiuchuang (.*)$")


def documents() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def code_lines(text: str) -> list[str]:
    """Every line of a shell block, continued lines joined, and every inline code, comments dropped."""
    lines = []
    for language, block in FENCED.findall(text):
        if language in ("sh", "shell", "console", "bash"):
            lines += block.replace("\\\n", " ").splitlines()
    lines += INLINE.findall(FENCED.sub("", text))
    return [re.sub(r"\s+#.*", "", line).strip() for line in lines]


def command_faults(line: str, root) -> list[str]:
    """What a `jiuchuang …` line names that the command line does not have; [] for other lines."""
    match = COMMAND.match(line)
    if not match:
        return []
    command, faults, takes_value = root, [], False
    for word in shlex.split(match[1].replace("[", "").replace("]", "").replace("|", " ")):
        known = {
            option: not getattr(parameter, "is_flag", False)
            for parameter in command.params
            for option in parameter.opts + parameter.secondary_opts
        }
        if word.startswith("-") and word != "-":
            option, equals, _ = word.partition("=")
            faults += [] if option in known | {"--help": False} else [f"{line}: no option {option}"]
            takes_value = known.get(option, False) and not equals
        elif takes_value:
            takes_value = False
        elif hasattr(command, "get_command"):
            inner = command.get_command(None, word)
            if inner is None:
                return [*faults, f"{line}: no command {word}"]
            command = inner
    return faults


def test_every_command_in_the_docs_exists_with_its_options():
    root = typer.main.get_command(app)
    lines = [(path, line) for path in documents() for line in code_lines(path.read_text(encoding="utf-8"))]
    faults = [f"{name(path)}: {fault}" for path, line in lines for fault in command_faults(line, root)]
    assert faults == []


def demonstration():
    shop = typer.Typer()
    rooms = typer.Typer()

    @rooms.command()
    def count(folder: str, deep: bool = False) -> None: ...

    @rooms.command()
    def clean() -> None: ...

    @rooms.callback(invoke_without_command=True)
    def only(floor: str = "", loud: bool = False) -> None: ...

    shop.add_typer(rooms, name="rooms")
    return typer.main.get_command(shop)


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("jiuchuang rooms count DIR --deep", []),
        (".venv/bin/jiuchuang rooms clean --help", []),
        ("jiuchuang rooms count DIR [--deep]", []),
        ("ls --nonsense", []),
        ("jiuchuang rooms --floor 2 --loud clean", []),
        ("jiuchuang rooms --loud paint", ["jiuchuang rooms --loud paint: no command paint"]),
        ("jiuchuang rooms paint", ["jiuchuang rooms paint: no command paint"]),
        ("jiuchuang rooms clean --deep", ["jiuchuang rooms clean --deep: no option --deep"]),
        ("jiuchuang roms", ["jiuchuang roms: no command roms"]),
    ],
)
def test_the_command_rule_sees(line, faults):
    assert command_faults(line, demonstration()) == faults


def test_every_make_target_in_the_docs_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    named = {
        (name(path), word)
        for path in documents()
        for line in code_lines(path.read_text(encoding="utf-8"))
        if (match := re.match(r"make ([a-z-]+)", line))
        for word in [match[1]]
    }
    assert {(path, word) for path, word in named if word not in targets} == set()
    assert {"demo", "test"} <= {word for _, word in named}


def test_every_path_in_the_docs_exists():
    missing = []
    for path in documents():
        text = path.read_text(encoding="utf-8")
        links = [target for target in LINK.findall(text) if "://" not in target]
        missing += [f"{name(path)}: {target}" for target in links if not (path.parent / target).exists()]
        for code in code_lines(text):
            for named in REPOSITORY_PATH.findall(code):
                if not any(ROOT.glob(named.rstrip("/"))):
                    missing.append(f"{name(path)}: {named}")
    assert missing == []


def shell_lines(readme: str) -> list[list[str]]:
    blocks = [block for _, block in FENCED.findall((ROOT / readme).read_text(encoding="utf-8"))]
    return [[re.sub(r"\s+#.*", "", line) for line in block.splitlines()] for block in blocks]


def test_both_readmes_give_the_same_commands():
    english, chinese = shell_lines("README.md"), shell_lines("README.zh.md")
    assert english == chinese
    assert english[0] == ["make demo", "make test"]


def test_the_tour_names_every_floor_and_room():
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    drawn = {word.rstrip("/") for word in re.findall(r"^ +([a-z_]+)/", tour, re.MULTILINE)}
    floors = {path.parent.name for path in python_files(SOURCE) if path.parent.parent == SOURCE}
    rooms = {path.parent.name for path in python_files(SOURCE) if path.parent.parent.parent == SOURCE}
    assert floors | rooms <= drawn


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
