"""Everything a screening leaves behind, in one folder that appears whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.gateways.screening.outputs import REPORT, Outputs
from jiuchuang.gateways.screening.report_page import all_figures, report_page
from jiuchuang.gateways.screening.run import Screening
from jiuchuang.gateways.screening.summary_out import write_funnel, write_summary
from jiuchuang.gateways.screening.workbook import write_workbook

MARK = "summary.json"
"""A folder with this file is an earlier screening and may be replaced."""


def folder_problems(out: Path, mark: str = MARK) -> list[Problem]:
    """Why `out` cannot take the results: never overwrite a folder without the file `mark`, which is not ours."""
    if out.is_file():
        return [Problem("out-is-file", "这是文件，不是文件夹", Place(str(out)))]
    if out.is_dir() and any(out.iterdir()) and not (out / mark).is_file():
        return [
            Problem("out-not-empty", "文件夹里已有别的东西", Place(str(out)), "换一个空文件夹，或先清空它")
        ]
    return []


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` to write into; takes the place of `out` when the block ends without a fault."""
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    try:
        yield work
        work.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        work.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_reports(screening: Screening, folder: Path, outputs: Outputs = REPORT) -> None:
    """Funnel, summary, charts, page and workbook, as far as asked for, beside the row files in `folder`."""
    if outputs.wants("funnel"):
        write_funnel(screening, folder / "funnel.parquet")
    if outputs.wants("report"):
        charts = folder / "charts"
        charts.mkdir()
        for drawn in all_figures(screening):
            if drawn.svg is not None:
                (charts / f"{drawn.name}.svg").write_text(drawn.svg + "\n", encoding="utf-8")
        (folder / "report.html").write_text(report_page(screening), encoding="utf-8")
        write_workbook(screening, folder, folder / "report.xlsx")
    write_summary(screening, folder / MARK)
