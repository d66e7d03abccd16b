"""In what capacity somebody acts in a case: made of a grant that holds, never of what a page says.

The person acting, whoever delegated the duty, who both are in the register of persons, and the firms of these count
as having acted; so nobody decides their own case or their firm's, or takes two duties of one, whatever accounts
and delegations they hold. Nor does anybody decide for their household (`recusal`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from jiuchuang.apps.audit.actions.record import Actor as RecordActor
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.offices import Offices, Sitting
from jiuchuang.apps.casework.queries.reach import Reach, kind_of, reaches
from jiuchuang.apps.casework.queries.recusal import recusal
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access, office_pack
from jiuchuang.apps.people.queries import numbers_of, ties_of
from jiuchuang.domain.casework.commands import Actor
from jiuchuang.domain.casework.events import OpenSeat
from jiuchuang.domain.casework.procedure import LEVEL_LABELS, Level, Node, Office
from jiuchuang.domain.casework.state import MAIN, CaseState, Run
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class Resident:
    """Somebody from outside who has proved who they are: `person` is `person:P…`; `stands_for` a firm they act for."""

    person: str
    name: str
    stands_for: str = ""

    @property
    def applicant(self) -> str:
        """Whose cases these are."""
        return self.stands_for or self.person

    @property
    def acting(self) -> Actor:
        """The same for the engine."""
        return Actor(self.person, "resident", "", "person", self.stands_for or None)

    @property
    def recorded(self) -> RecordActor:
        """The same for the chain of records: an applicant has no account."""
        return RecordActor(None, self.applicant)


def acting_for_self(resident: Resident, case: Case) -> Actor:
    """A resident with a case of their own, also where it was opened under a record that was merged into theirs."""
    acting = resident.acting
    return acting if case.applicant in acting.persons else replace(acting, also=(case.applicant,))


def person_of(account: Account) -> str:
    """How events name an account."""
    return f"account:{account.pk}"


def actor_from(reach: Reach, account: Account, role: str, unit: str, level: Level, on: date) -> Actor:
    """The account acting by one of its grants on a day."""
    giver = reach.grant.delegated_from.account if reach.grant.delegated_from else None
    people = [one.person_number for one in (account, giver) if one and one.person_number]
    known = {f"person:{one}" for name in people for one in numbers_of("person", name)}
    known = known.union(*(ties_of(one, on) for one in people))
    return Actor(
        person_of(account), role, unit, level, person_of(giver) if giver else None, tuple(sorted(known))
    )


def acting_as(
    access: Access,
    case: Case,
    state: CaseState,
    node: Node,
    *,
    seat: str = MAIN,
    amount_fen: int | None = None,
    offices: Offices | None = None,
    even_recused: bool = False,
) -> Actor | Refusal:
    """The account in an open seat of a step: by a grant of the seat's role, at the seat's office or above it.

    A seat in a case of one's household is refused, but with `even_recused`, to hand it on. At a decision the highest
    tier that the account holds is taken, within the limit of its grant. Who asks more than once about a case hands in
    its `offices`.
    """
    run = state.run(node.id)
    if run is None or not run.is_open:
        return _refused("node-not-open", f"“{node.label}”现在不在办理", "可能别人刚刚办过，请刷新后再看")
    offices = offices or Offices(case.unit, access.on)
    fitting = [one for one in offices.sittings(node, run) if one.seat.id == seat]
    if not fitting:
        fitting = _spoken(offices, run, seat)
    held = reaches(access)
    over_limit, recused = False, ""
    for sitting in reversed(fitting):
        for reach in _by_own_first(held):
            if reach.grant.role != sitting.role or not reach.concerns(case):
                continue
            if not counts_at(reach, sitting, offices):
                continue
            if node.kind == "decide" and not _within(reach, amount_fen):
                over_limit = True
                continue
            if not even_recused and (why := recusal(access, case, reach.grant)):
                recused = recused or why
                continue
            unit = sitting.seat.unit or reach.grant.unit.code
            return actor_from(reach, access.account, sitting.role, unit, sitting.level, access.on)
    if recused:
        return _recused(recused, node.label)
    if over_limit:
        return _refused("above-limit", "金额超出授权给您的单笔限额", "请由授权额度更高的人决定", "amount_fen")
    return _refused("not-yours", f"“{node.label}”由{_whom(fitting, node)}办理，您的岗位不符")


def still_seated(
    access: Access, case: Case, state: CaseState, node: Node, offices: Offices | None = None
) -> Actor | Refusal:
    """The account at a step that is closed, by a grant that would let it take the step today: to take it back.

    Whoever has left the office since has nothing to take back any more.
    """
    offices, run = offices or Offices(case.unit, access.on), state.run(node.id)
    for sitting in offices.seated(node, run) if run is not None else ():
        for reach in _by_own_first(reaches(access)):
            if reach.grant.role != sitting.role or not reach.concerns(case):
                continue
            if counts_at(reach, sitting, offices):
                unit = sitting.seat.unit or reach.grant.unit.code
                return actor_from(reach, access.account, sitting.role, unit, sitting.level, access.on)
    hint = "可请现在的承办人办理"
    return _refused("role-ended", f"您现在的岗位不办“{node.label}”，不能撤回从前办的", hint)


def acting_in_office(
    access: Access, case: Case, office: Office, offices: Offices | None = None
) -> Actor | Refusal:
    """The account as an office that is no seat of the case: who settles appeals."""
    offices = offices or Offices(case.unit, access.on)
    seat = Sitting(OpenSeat(MAIN, "", office.role, office.level), office.role, office.level, None)
    seat = replace(seat, place=offices.place(office.level, ""))
    for reach in _by_own_first(reaches(access)):
        if reach.grant.role == office.role and reach.concerns(case) and counts_at(reach, seat, offices):
            if why := recusal(access, case, reach.grant):
                return _recused(why, "申诉、复议")
            code = reach.grant.unit.code
            return actor_from(reach, access.account, office.role, code, office.level, access.on)
    role = office_pack().roles.get(office.role)
    who = f"{LEVEL_LABELS[office.level]}{role.label if role else office.role}"
    return _refused("not-yours", f"由{who}办理，您的岗位不符")


def acting_for_case(
    access: Access, case: Case, permission: str, offices: Offices | None = None
) -> Actor | Refusal:
    """The account by any grant with a permission over the case: to urge, to hand in for somebody, to add a paper."""
    offices = offices or Offices(case.unit, access.on)
    line = {one.pk for one in offices.line}
    places = set(case.seats.values_list("place_id", flat=True))
    for reach in _by_own_first(reaches(access)):
        near = reach.tops & line or reach.grant.unit_id in places
        if permission in reach.permissions and reach.concerns(case) and near:
            kind = kind_of(reach.grant.unit)
            level = kind.level_key if kind and kind.level_key in LEVEL_LABELS else "county"
            role, code = reach.grant.role, reach.grant.unit.code
            return actor_from(reach, access.account, role, code, _as_level(level), access.on)
    return _refused("not-allowed", "您没有这样办的权限")


def counts_at(reach: Reach, sitting: Sitting, offices: Offices) -> bool:
    """Whether a grant counts at the office of a seat.

    A case that belongs to a township as a whole has no village: there any village of the township may go.
    """
    place = sitting.place
    if place is None:
        return False
    if reach.tops & offices.above(place):
        return True
    kind, own = kind_of(place), kind_of(reach.grant.unit)
    if kind is None or own is None or kind.level_key == sitting.level or own.level_key != sitting.level:
        return False
    return place.pk in offices.above(reach.grant.unit)


def _spoken(offices: Offices, run: Run, seat_id: str) -> list[Sitting]:
    """A seat that has spoken: the engine says why it may not speak again."""
    seat = run.seat(seat_id)
    if seat is None:
        return []
    return [Sitting(seat, seat.role, seat.level, offices.place(seat.level, seat.unit))]


def _by_own_first(held: Iterable[Reach]) -> list[Reach]:
    return sorted(held, key=lambda one: (one.grant.delegated_from_id is not None, one.grant.pk))


def _within(reach: Reach, amount_fen: int | None) -> bool:
    role = office_pack().roles.get(reach.grant.role)
    if role is None or not role.decides_payments:
        return amount_fen is None
    limit = reach.grant.limit_fen
    return amount_fen is None or limit is None or amount_fen <= limit


def _as_level(key: str) -> Level:
    found: Level = next(level for level in LEVEL_LABELS if level == key)
    return found


def _whom(fitting: Iterable[Sitting], node: Node) -> str:
    names = []
    for one in fitting:
        role = office_pack().roles.get(one.role)
        place = one.place.name if one.place else LEVEL_LABELS[one.level]
        names.append(f"{place}{role.label if role else one.role}")
    return "或".join(dict.fromkeys(names)) or node.label


def _recused(why: str, what: str) -> Refusal:
    return _refused("kin-case", f"{why}，应当回避，不能办理“{what}”", "请用“转办”交给别的单位，或由他人办理")


def _refused(code: str, message: str, hint: str = "", field: str = "") -> Refusal:
    return Refusal((Problem(code, message, Place(field), hint),))
