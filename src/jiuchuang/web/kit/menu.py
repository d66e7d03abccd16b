"""The menu of the staff: groups of entries, and in them only what the account may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from jiuchuang.web.kit.door import StaffRequest

ENTRIES = (
    ("办件", "office:home", "我的工作", ""),
    ("办件", "window:todo", "待办", "case.read"),
    ("办件", "window:take", "受理新申请", "case.submit-for"),
    ("办件", "window:opinions", "待出意见", "case.opinion"),
    ("办件", "window:mine", "我经办的", "case.read"),
    ("办件", "window:cases", "全部办件", "case.read"),
    ("办件", "window:notices", "公示", "notice.publish"),
    ("办件", "window:payments", "支付", "case.pay"),
    ("办件", "window:lists", "汇总表", "list.draw-up list.sign case.pay"),
    ("登记", "office:persons", "人员", "register.read"),
    ("登记", "office:households", "家庭", "register.read"),
    ("登记", "office:employers", "用人单位", "register.read"),
    ("登记", "office:visits", "走访清单", "visit.record"),
    ("登记", "office:imports", "批量导入", "register.import register.approve"),
    ("登记", "office:duplicates", "疑似重复", "register.adjudicate"),
    ("政策", "office:policy-documents", "政策文件", "policy.read"),
    ("政策", "office:policy-packs", "政策包与项目", "policy.read"),
    ("政策", "office:policy-conflicts", "文件冲突", "policy.read"),
    ("筛查", "office:screenings", "政策筛查", "screening.read"),
    ("管理", "office:units", "组织机构", "org.read"),
    ("管理", "window:procedures", "办事流程", "procedure.write"),
    ("管理", "window:calendar", "工作日历", "calendar.write"),
    ("管理", "office:accounts", "账号", "account.write"),
    ("审计", "office:records", "审计记录", "audit.read"),
    ("审计", "office:looks", "谁看过谁的信息", "audit.read"),
)
"""Group, address, label, permission (none, one, or one of several). Groups stand in the order of GROUPS."""

GROUPS = ("办件", "登记", "政策", "筛查", "管理", "审计")


@dataclass(frozen=True)
class Entry:
    """One entry; `current` for the page that is open, or one below it."""

    address: str
    label: str
    current: bool


@dataclass(frozen=True)
class Group:
    """Entries that belong together, under a heading."""

    label: str
    entries: tuple[Entry, ...]


def menu(request: StaffRequest) -> list[Group]:
    """The groups with what the account may open; the longest address that fits the page is the current one.

    An address below which others lie is that of its own page alone: an application is none of what waits.
    """
    allowed = request.access.permissions
    open_ = [
        (group, reverse(name), label)
        for group, name, label, permission in ENTRIES
        if not permission or allowed.intersection(permission.split())
    ]
    every = {reverse(name) for _, name, _, _ in ENTRIES}
    above = {one for one in every if any(other != one and other.startswith(one) for other in every)}
    here = request.path
    fitting = [
        address
        for _, address, _ in open_
        if (here == address if address in above else here.startswith(address))
    ]
    current = max(fitting, key=len, default="")
    groups = [
        Group(label, tuple(Entry(at, what, at == current) for group, at, what in open_ if group == label))
        for label in GROUPS
    ]
    return [group for group in groups if group.entries]
