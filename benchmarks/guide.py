"""The guide for residents: how few questions it asks, and how soon the next one is there at 50 requests a second.

The site runs as in production (gunicorn, two processes) over an empty data folder with all shipped packs. Respondents
come at a fixed rate whatever the answers take (open loop): a request that had to wait counts from the moment when it
was due. Each respondent answers with one of the values at which the rules turn, 1 in 20 not at all.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.promise import Promise
from benchmarks.sizes import Sizes
from jiuchuang.domain.rules.answers.guide import Guide, facts_read
from jiuchuang.domain.rules.answers.prepared import Prepared
from jiuchuang.domain.rules.answers.turning_points import turning_points
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files

RATE, SECONDS = 50, 30
"""Questions asked for a second, and for how long."""
WARM_UP = 300
"""Questions before that, one after another, that do not count: a fresh process reads the packs first."""
PORT, THREADS, RESPONDENTS = 8497, 48, 150
NOT_ANSWERED = 20
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_ASKED = re.compile(r'action="/guide/ask/(\w+)/"')
_CHOICE = re.compile(r'name="value" value="([^"]+)"')
_DAY = re.compile(r'type="date"')


def promises(sizes: Sizes) -> list[Promise]:
    """How many questions, and how long the next one takes: in the rules alone, and out of the whole site."""
    found = []
    for label, folders in (("one county", ("sample/yunxi-2024-6",)), ("five counties at once", ())):
        guide = made(folders)
        facts = {name for item in guide.programmes for name in facts_read(item, guide.vocabulary)}
        facts &= guide.askable
        lengths, times = walks(guide, sizes.cases // 50)
        mean = sum(lengths) / len(lengths)
        detail = f"{len(guide.programmes)} programmes; fewest {min(lengths)}, most {max(lengths)}"
        found.append(Promise(f"questions of {len(facts)}, {label}", mean, "questions", detail=detail))
        p95 = quantiles(times, n=20)[-1] * 1000
        found.append(
            Promise(
                f"next question in the rules, {label}, p95", p95, "ms", detail=f"{len(times):,} questions"
            )
        )
    return [*found, *load()]


@cache
def made(folders: tuple[str, ...]) -> Guide:
    """The guide for persons over the packs in the folders (empty: all)."""
    library, _ = load_library(read_pack_files(folders=folders))
    on = date(2026, 6, 1)
    prepared = [
        Prepared(compile_programme(programme), pack, library.vocabulary, on)
        for pack in library.packs.values()
        for programme in pack.programmes
        if programme.extent != "recorded" and programme.entity in ("person", "household")
        if programme.validity.covers(on) is not False
    ]
    facts = library.vocabulary.facts.values()
    askable = {fact.name for fact in facts if fact.self_declared and fact.entity in ("person", "household")}
    return Guide(prepared, library.vocabulary, on, askable)


def walks(guide: Guide, many: int) -> tuple[list[int], list[float]]:
    """Respondents of chance, the same each time: how many questions each was asked, and how long each one took."""
    chance, lengths, times = random.Random(20260601), [], []
    for _ in range(max(many, 20)):
        answers: dict[str, Value] = {}
        declined: set[str] = set()
        while True:
            begun = time.perf_counter()
            name = guide.next_question(answers, declined)
            times.append(time.perf_counter() - begun)
            if name is None:
                break
            if chance.randrange(NOT_ANSWERED) == 0:
                declined.add(name)
            else:
                nodes = [v.verdict for item in guide.programmes for v in item.compiled.variants]
                answers[name] = chance.choice(turning_points(guide.vocabulary.facts[name], nodes, guide.on))
        lengths.append(len(answers) + len(declined))
    return lengths, times


@dataclass
class Respondent:
    """One browser: its cookies, and the question that it has before it."""

    chance: random.Random
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """One request on a connection of its own; status and text. Redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if data is not None:
            token = _TOKEN.search(self.page)
            body = urlencode({"csrfmiddlewaretoken": token.group(1) if token else "", **data})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def answer(self) -> None:
        """Answer the question before it, or begin anew where there is none."""
        asked = _ASKED.search(self.page)
        if asked is None:
            self.cookies.clear()
            _, self.page = self.ask("GET", "/guide/")
            self.ask("POST", "/guide/", {"who": "person"})
            return
        choices = _CHOICE.findall(self.page)
        if self.chance.randrange(NOT_ANSWERED) == 0:
            data = {"declined": "unknown"}
        elif choices:
            data = {"value": self.chance.choice(choices)}
        else:
            data = {"value": "2024-03-01" if _DAY.search(self.page) else str(self.chance.randrange(1, 30))}
        self.ask("POST", f"/guide/ask/{asked.group(1)}/", data)

    def next_question(self) -> int:
        """Ask for the next question; its status."""
        status, self.page = self.ask("GET", "/guide/next/")
        return status


def load() -> list[Promise]:
    """The next question out of the whole site at RATE a second; answers go in besides, as many again."""
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as process:
        respondents = [Respondent(random.Random(number)) for number in range(RESPONDENTS)]
        warm_up(respondents)
        before = cpu_seconds(process.pid)
        times, statuses = run(respondents, SECONDS)
        used = cpu_seconds(process.pid) - before
    wrong = [status for status in statuses if status not in (200, 302)]
    cuts = quantiles(times, n=100)
    detail = (
        f"{len(times):,} questions, p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, "
        f"{len(wrong)} failed; load average {os.getloadavg()[0]:.1f}"
    )
    return [
        Promise(f"next question at {RATE} a second, p95", cuts[94] * 1000, "ms", 150, detail=detail),
        Promise("CPU of the site a question with its answer", used / len(times) * 1000, "ms"),
    ]


def warm_up(respondents: list[Respondent]) -> None:
    """Both processes have read the packs and met the first questions."""
    with ThreadPoolExecutor(4) as pool:
        for respondent in respondents[: WARM_UP // 10]:
            pool.submit(lambda one=respondent: [(one.answer(), one.next_question()) for _ in range(10)])


def run(respondents: list[Respondent], seconds: int) -> tuple[list[float], list[int]]:
    """Ask at a fixed rate; seconds from the moment when each question was due, and how each was answered."""
    begun, turns = time.perf_counter(), cycle(respondents)

    def one(due: float, respondent: Respondent) -> tuple[float, int]:
        respondent.answer()
        late = max(0.0, due - time.perf_counter())
        time.sleep(late)
        asked = max(due, begun) if late == 0 else time.perf_counter()
        status = respondent.next_question()
        return time.perf_counter() - asked, status

    with ThreadPoolExecutor(THREADS) as pool:
        waiting = []
        for number in range(RATE * seconds):
            due = begun + 0.5 + number / RATE
            time.sleep(max(0.0, due - 0.5 - time.perf_counter()))
            waiting.append(pool.submit(one, due, next(turns)))
        done = [each.result() for each in waiting]
    return [seconds for seconds, _ in done], [status for _, status in done]


@contextmanager
def site(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The site on two processes over an empty data folder, until the block ends."""
    surroundings = {**os.environ, "JIUCHUANG_DATA": str(folder), "JIUCHUANG_DEMO": "1"}
    surroundings["DJANGO_SETTINGS_MODULE"] = "jiuchuang.server.settings"
    for job in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "-m", "django", *job], env=surroundings, check=True)
    command = [sys.executable, "-m", "gunicorn", "jiuchuang.server.wsgi:application", "--workers", "2"]
    with subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{PORT}", "--log-level", "error"], env=surroundings
    ) as process:
        try:
            _until_open()
            yield process
        finally:
            process.terminate()
            process.wait(20)


def _until_open() -> None:
    for _ in range(200):
        try:
            if Respondent(random.Random(0)).ask("GET", "/guide/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not open")


def cpu_seconds(pid: int) -> float:
    """CPU of a process's children that still run, from the operating system's account."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
