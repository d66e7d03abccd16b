"""The office of the demo county: its units as the synthetic population knows them, and an account for every role.

Everything is done by the actions that the pages use, on days before today; names of people are names of duties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from jiuchuang.gateways.demo_accounts import DemoAccount
from jiuchuang.gateways.population.townships import COUNTY_CODE, COUNTY_NAME, TOWNSHIPS

if TYPE_CHECKING:  # rows of the database can be imported only after Django has started
    from jiuchuang.apps.org.queries import Access, Account, Unit

Done = TypeVar("Done")
PASSWORD = "yunxi-demo-2026"
_TEMPORARY = "yunxi-first-day"
TOP = "yx"
VILLAGES = ("东", "西")
"""Each township has two villages or communities, so that a village worker has a list of her own."""
OFFICES = (
    ("yx-centre", "云溪县就业服务中心", "centre"),
    ("yx-human-resources", "云溪县人力资源和社会保障局", "department"),
    ("yx-finance", "云溪县财政局", "department"),
    ("yx-tax", "云溪县税务局", "department"),
    ("yx-market-regulation", "云溪县市场监督管理局", "department"),
    ("yx-social-insurance", "云溪县社会保险事业中心", "department"),
    ("yx-education", "云溪县教育体育局", "department"),
)


@dataclass(frozen=True)
class Post:
    """An account with its role and unit. `limit_fen` is the most that one decision may pay, None the role's own."""

    username: str
    name: str
    role: str
    unit: str
    shows: str
    limit_fen: int | None = None


POSTS = (
    Post("chuangkou", "窗口甲", "window", "yx", "受理全县的申请，一窗通办，退回补正"),
    Post("chuangkou2", "窗口乙", "window", "yx", "另一个窗口：代没有手机的人提交"),
    Post("qiaotou", "镇窗口甲", "window", "yx-101", "受理桥头镇的申请，看本镇名单"),
    Post("qinghe", "街道窗口甲", "window", "yx-001", "受理清河街道的申请：桥头镇的一件也看不到"),
    Post("dongcun", "协理员甲", "village-worker", "yx-101-1", "村里的走访清单、登记、代办"),
    Post("xicun", "协理员乙", "village-worker", "yx-101-2", "另一个村：走访核实要两个人"),
    Post("fuhe", "复核员甲", "reviewer", "yx", "复核、公示、筛查、审批导入"),
    Post("fuhe2", "复核员乙", "reviewer", "yx", "另一位复核人：谁导入谁不能审批"),
    Post("zhenfuhe", "镇复核员甲", "reviewer", "yx-101", "桥头镇审核"),
    Post("caizheng", "财政经办甲", "department", "yx-finance", "并联审批：财政局意见"),
    Post("shuiwu", "税务经办甲", "department", "yx-tax", "并联审批：税务局意见"),
    Post("shichang", "市监经办甲", "department", "yx-market-regulation", "并联审批：市场监管局意见"),
    Post("shebao", "社保经办甲", "department", "yx-social-insurance", "并联审批：社保经办机构意见"),
    Post("shenpi", "审批人甲", "decider", "yx", "单件批准、汇总表批量签批（10万元以内）", 10_000_000),
    Post("zhenshenpi", "镇审批人甲", "decider", "yx-101", "桥头镇2000元以内的批准", 200_000),
    Post("lingdao", "分管领导甲", "leader", "yx", "大额批准、申诉处理"),
    Post("caiwu", "财务甲", "finance", "yx", "支付清单，退汇重付"),
    Post("zhengce", "政策专员甲", "policy-officer", "yx", "上传文件、核对、施行政策包、裁定理解"),
    Post("zhengce2", "政策专员乙", "policy-officer", "yx", "另一位政策专员：谁上传谁不能单独施行"),
    Post("shenji", "审计员甲", "auditor", "yx", "办理记录、谁看过谁的信息"),
)
FOUNDERS = (
    Post("xitong", "系统管理员甲", "administrator", "yx", "组织机构、工作日历、办事流程"),
    Post("anquan", "安全管理员甲", "security-officer", "yx", "账号、授权、转授"),
)


@dataclass(frozen=True)
class DemoOffice:
    """Units by code and accounts by name, as of `first`, the day on which the office began."""

    first: date
    units: Mapping[str, Unit] = field(repr=False)
    accounts: Mapping[str, Account] = field(repr=False)

    def access(self, username: str, at: datetime) -> Access:
        """What an account may do on the day."""
        from django.utils import timezone

        from jiuchuang.apps.org.queries import Access

        return Access(self.accounts[username], timezone.localdate(at))

    def villages(self) -> dict[str, list[Unit]]:
        """The villages of each township by the name that the population calls it by."""
        numbers = range(1, len(VILLAGES) + 1)
        return {
            town.name: [self.units[f"{_code(town.code)}-{number}"] for number in numbers]
            for town in TOWNSHIPS
        }


def _code(region: str) -> str:
    return f"{TOP}-{region[len(COUNTY_CODE) :]}"


def open_office(first: date, at: datetime) -> DemoOffice:
    """Found the county and open everything below it, as of the day `first`."""
    from jiuchuang.apps.org.actions.found_office import FirstAccount, OfficeFounded, found_office
    from jiuchuang.apps.org.queries import Access

    done = found_office(
        code=TOP,
        name=COUNTY_NAME,
        kind="county",
        region_code=COUNTY_CODE,
        people=(
            FirstAccount(FOUNDERS[0].username, FOUNDERS[0].name, PASSWORD),
            FirstAccount(FOUNDERS[1].username, FOUNDERS[1].name, PASSWORD),
        ),
        on=first,
        at=at,
    )
    founded = must(done, OfficeFounded)
    units = _open_units(Access(founded.administrator, first), founded.unit, first, at)
    accounts = {FOUNDERS[0].username: founded.administrator, FOUNDERS[1].username: founded.security_officer}
    security = Access(founded.security_officer, first)
    for post in POSTS:
        accounts[post.username] = _appoint(security, post, units[post.unit], first, at)
    return DemoOffice(first, units, accounts)


def _open_units(admin: Access, top: Unit, first: date, at: datetime) -> dict[str, Unit]:
    from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit

    units = {TOP: top}

    def open_one(code: str, name: str, kind: str, region: str, parent: Unit) -> None:
        placed = open_unit(
            access=admin, code=code, name=name, kind=kind, region_code=region, parent=parent, on=first, at=at
        )
        units[code] = must(placed, UnitPlaced).unit

    for code, name, kind in OFFICES:
        open_one(code, name, kind, COUNTY_CODE, top)
    for town in TOWNSHIPS:
        code = _code(town.code)
        open_one(code, town.name, "township", town.code, top)
        word = "社区" if town.name.endswith("街道") else "村"
        for number, side in enumerate(VILLAGES, start=1):
            name = f"{town.name}{side}{word}"
            open_one(f"{code}-{number}", name, "village", f"{town.code}{200 + number}", units[code])
    return units


def _appoint(security: Access, post: Post, unit: Unit, first: date, at: datetime) -> Account:
    """An account with its grant and the password of the demonstration, set as its owner would."""
    from jiuchuang.apps.org.actions.grant_role import RoleGranted, grant_role
    from jiuchuang.apps.org.actions.keep_account import AccountKept, add_account, change_password
    from jiuchuang.apps.org.queries import Access
    from jiuchuang.domain.kernel.period import Period
    from jiuchuang.domain.organisation.grants import Held

    added = add_account(access=security, username=post.username, name=post.name, password=_TEMPORARY, at=at)
    account = must(added, AccountKept).account
    own = Access(account, first)
    must(change_password(access=own, old=_TEMPORARY, new=PASSWORD, at=at + timedelta(minutes=1)), AccountKept)
    held = Held(post.role, unit.pk, Period(first, None), "", post.limit_fen)
    must(grant_role(access=security, to=account, wanted=held, at=at), RoleGranted)
    return account


def shown_accounts(office: DemoOffice) -> list[DemoAccount]:
    """What the sign-in page says of each account, in the order in which a case goes through the house."""
    from jiuchuang.apps.org.queries import office_pack

    roles = office_pack().roles
    return [
        DemoAccount(
            post.username,
            PASSWORD,
            post.name,
            roles[post.role].label,
            office.units[post.unit].name,
            post.shows,
        )
        for post in (*POSTS, *FOUNDERS)
    ]


def must(outcome: object, kind: type[Done]) -> Done:
    """The outcome of an action that has to succeed here; a refusal is a fault of the demonstration itself."""
    if not isinstance(outcome, kind):
        raise RuntimeError(f"the demonstration was refused: {outcome}")
    return outcome
