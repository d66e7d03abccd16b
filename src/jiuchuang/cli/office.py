"""`jiuchuang office`: the first step in an empty installation."""

from __future__ import annotations

from datetime import datetime

import typer

from jiuchuang.cli.library import stop
from jiuchuang.cli.office_backup import backup, restore
from jiuchuang.domain.kernel.problem import Refusal

app = typer.Typer(help="单位与人员的初始化。 The office and its first people.", no_args_is_help=True)
app.command()(backup)
app.command()(restore)


@app.callback()
def office() -> None:
    """单位与人员的初始化。 The office and its first people."""


@app.command()
def found(
    code: str = typer.Option(..., help="单位代码。 Code of the top unit."),
    name: str = typer.Option(..., help="单位名称，如“云溪县”。 Its name."),
    region: str = typer.Option(..., help="行政区划代码，如 370828。 Administrative division."),
    kind: str = typer.Option("county", help="类别，见 packs/organisation/unit-kinds.yaml。 Its kind."),
) -> None:
    """建立最上级单位和最初的两个人：系统管理员、安全管理员。 The top unit and the first two people."""
    from jiuchuang.server.start import bring_up_to_date, start

    start()
    bring_up_to_date()
    from django.utils import timezone

    from jiuchuang.apps.org.actions.found_office import FirstAccount, found_office

    people = [
        FirstAccount(
            typer.prompt(f"{label}的账号"),
            typer.prompt(f"{label}的姓名"),
            typer.prompt(f"{label}的密码（至少十个字符）", hide_input=True, confirmation_prompt="再输一遍"),
        )
        for label in ("系统管理员", "安全管理员")
    ]
    now: datetime = timezone.now()
    done = found_office(
        code=code,
        name=name,
        kind=kind,
        region_code=region,
        people=(people[0], people[1]),
        on=timezone.localdate(now),
        at=now,
    )
    if isinstance(done, Refusal):
        stop(done.problems)
    typer.echo(f"已建立“{done.unit.name}”。两位管理员第一次登录时各自绑定手机验证器。")
