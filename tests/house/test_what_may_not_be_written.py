"""No path of one machine, no registry address, and no sentence of an official document in any file."""

import re
from itertools import chain

import pytest

from house.tree import name, official_texts, text_files

# Written in pieces, so that this file does not find itself.
MACHINE_PATH = re.compile(
    r"(?<![\w./~:\]-])/(?:work|root|home|tmp|Users|mnt)" + r"(?:/[\w.]|$)", re.MULTILINE
)
REGISTRY = re.compile(
    "|".join([r"pypi\.o" + "rg", r"pythonhosted\.o" + "rg", r"--(?:extra-)?index-" + "url", "PIP_" + "INDEX"])
)

LONGEST_QUOTATION = 24
LONGEST_NAME = 45


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_holds_a_path_of_one_machine():
    assert lines_with(MACHINE_PATH) == []


def test_no_file_holds_the_address_of_a_package_registry():
    assert lines_with(REGISTRY) == []


@pytest.mark.parametrize("line", ["see /" + "root/x", "open('/" + "work/main/x')", "cd /" + "tmp/a"])
def test_the_path_rule_sees(line):
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["../shared/seeds", "docs/home/x", "https://example.cn/" + "home/x", "a/b"])
def test_the_path_rule_lets_pass(line):
    assert not MACHINE_PATH.search(line)


# --- quotations -------------------------------------------------------------------------------------

WORD = r"[\u4e00-\u9fff0-9]"
# What may stand between two characters of one sentence as it is written down in a file: spacing,
# punctuation, line breaks with a comment mark, adjoining string literals. The separators of a YAML or
# JSON list may not: departments named one after the other are no sentence.
BETWEEN = r"(?:[\s，。、；：“”‘’（）《》〈〉〔〕【】！？—…·.;:()%#]|[\"']\s*\n\s*[rf]?[\"'])*"
SENTENCE = re.compile(f"{WORD}(?:{BETWEEN}{WORD})*")
NOT_WORD = re.compile(r"[^\u4e00-\u9fff0-9]")
QUOTED_TITLE = re.compile(r"《([^《》]+)》")
# What stands under the key `title` or `name`, in YAML or JSON, names a document, a programme or a duty.
NAME_VALUE = re.compile(r"\b(?:title|name)\"?: *\"?([^\"\n,}]+)")


def bare(text: str) -> str:
    """Text reduced to ideographs and digits, the form in which copies are compared."""
    return NOT_WORD.sub("", text)


def windows(text: str) -> list[str]:
    """Every run one character longer than the longest quotation, in order."""
    size = LONGEST_QUOTATION + 1
    return [text[start : start + size] for start in range(len(text) - size + 1)]


def titles(pattern: re.Pattern[str], text: str) -> list[str]:
    """Titles and names within a text; calling a thing by its name is no quotation, unless it is very long."""
    return [title for title in map(bare, pattern.findall(text)) if len(title) <= LONGEST_NAME]


def copied(text: str, forbidden: set[str]) -> list[str]:
    """The first forbidden run of each sentence of a file."""
    sentences = (windows(bare(sentence)) for sentence in SENTENCE.findall(text))
    first_hits = (next((run for run in runs if run in forbidden), None) for runs in sentences)
    return [hit for hit in first_hits if hit is not None]


def forbidden_runs(official: list[str], named: list[str]) -> set[str]:
    """Every run of the official texts that is too long to be repeated, but for the titles of documents."""
    quoted = chain.from_iterable(titles(QUOTED_TITLE, text) for text in official)
    runs = set().union(*(windows(bare(text)) for text in official))
    return runs.difference(*(windows(title) for title in chain(quoted, named)))


def test_no_file_copies_a_sentence_of_the_official_documents():
    official = list(official_texts().values())
    named = [title for _, text in text_files() for title in titles(NAME_VALUE, text)]
    forbidden = forbidden_runs(official, named)
    found = {name(path): copied(text, forbidden) for path, text in text_files()}
    assert {path: hits for path, hits in found.items() if hits} == {}


OFFICIAL = (
    "甲县人民政府关于促进山区林果产业农民合作社稳步发展的实施意见\n"
    "一、对种植核桃满三年并且挂果的农户，由县林业局按每亩一百元给予一次性的奖励补助，当年兑现。\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "种植核桃满三年并且挂果的农户，由县林业局按每亩一百元给予一次性的奖励",
        "# 种植核桃满三年并且挂果的农户，\n# 由县林业局按每亩一百元给予一次性的奖励",
        '"种植核桃满三年并且挂果的农户"\n    "由县林业局按每亩一百元给予一次性的奖励"',
    ],
)
def test_the_quotation_rule_sees_a_copied_sentence(text):
    assert copied(text, forbidden_runs([OFFICIAL], [])) == [
        "种植核桃满三年并且挂果的农户由县林业局按每亩一百元"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "phrase: 由县林业局按每亩一百元给予一次性的奖励补助",
        "title: 甲县人民政府关于促进山区林果产业农民合作社稳步发展的实施意见",
        '{\n  "title": "甲县人民政府关于促进山区林果产业农民合作社稳步发展的实施意见",\n}',
        "- {name: 促进山区林果产业农民合作社稳步发展的实施意见, clause: 一}",
        "[种植核桃满三年, 并且挂果的农户, 由县林业局按每亩一百元, 给予一次性的奖励]",
        '["种植核桃满三年", "并且挂果的农户", "由县林业局按每亩一百元", "给予一次性的奖励"]',
    ],
)
def test_the_quotation_rule_lets_a_phrase_a_name_and_a_list_pass(text):
    assert copied(text, forbidden_runs([OFFICIAL], titles(NAME_VALUE, text))) == []
