"""Any verbs, by anybody, on any day: what must hold of every case, whatever people try."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.casework import must_hold
from domain.casework.any_procedure import with_conditions, with_join, with_promise
from domain.casework.small_office import calendar, shipped
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.clock import read_clock
from jiuchuang.domain.casework.codec import event_from_json, event_to_json
from jiuchuang.domain.casework.commands import SYSTEM, Actor, CorrectionItem
from jiuchuang.domain.casework.decide import ACTS, decide
from jiuchuang.domain.casework.evolve import evolve, replay
from jiuchuang.domain.casework.procedure import Join
from jiuchuang.domain.casework.progress import tally
from jiuchuang.domain.casework.unfolding import Context
from jiuchuang.domain.kernel.hash_chain import append, canonical_json, verify
from jiuchuang.domain.kernel.problem import Refusal

FIRST_DAY = date(2026, 1, 5)
NAMES = ("li", "wang", "zhao", "chen", "resident")
WORDS = st.sampled_from(["", "符合条件", "材料不符"])
JOINS = [Join("all"), Join("any"), Join("at_least", 2), Join("veto")]


class CaseMachine(RuleBasedStateMachine):
    """One case; rules mostly choose what is plausible, so that cases get far, and sometimes anything at all."""

    @initialize(
        name=st.sampled_from(sorted(shipped())),
        join=st.sampled_from(JOINS),
        claimed=st.sampled_from([None, 10**7]),
        first=st.sampled_from([None, True, False]),
        data=st.data(),
    )
    def begin(
        self, name: str, join: Join, claimed: int | None, first: bool | None, data: st.DataObject
    ) -> None:
        if name != "firm-subsidy-joint" and join.kind == "at_least":
            join = Join("all")
        self.procedure = with_promise(with_conditions(with_join(shipped()[name], join), data), data)
        self.today, self.log, self.sent, self.state = FIRST_DAY, [], 0, None
        self.votes_given = 0
        by_screening = self.procedure.begins_by == "screening"
        who = SYSTEM if by_screening else Actor("resident", "resident", "", "person")
        self.give(
            c.Submit(
                key="first", actor=who, case="c", applicant="resident", claimed_fen=claimed, first_time=first
            )
        )
        assert self.state is not None

    # --- what is tried ---------------------------------------------------------------------------------

    def give(self, command: c.Command) -> bool:
        context = Context(self.procedure, calendar(), datetime.combine(self.today, time(9)))
        before = self.state
        result = decide(before, command, context)
        if isinstance(result, Refusal):
            assert result.problems and all(problem.message for problem in result.problems)
            return False
        for event in result:
            self.state = evolve(self.state, event)
        self.log += result
        assert decide(self.state, command, context) == (), "the same key twice happens once"
        self.votes_given += sum(isinstance(event.happening, e.OpinionGiven) for event in result)
        return True

    def key(self) -> str:
        self.sent += 1
        return f"k{self.sent}"

    def actor_for(self, data: st.DataObject, node_id: str) -> Actor:
        """Somebody of the right office for an open seat, now and then of another, as whoever it may be."""
        run, node = self.state.run(node_id), self.procedure.node(node_id)
        person = data.draw(st.sampled_from([f"{node_id}-x"] * 8 + list(NAMES)), "person")
        stands_for = data.draw(st.sampled_from([None] * 8 + ["li", "resident"]), "stands for")
        offices = [(seat.role, seat.level, seat.unit) for seat in (run.seats if run else ())]
        offices += [(tier.office.role, tier.office.level, "") for tier in node.tiers]
        offices += [("reviewer", "county", "")]
        role, level, unit = data.draw(st.sampled_from(offices), "office")
        return Actor(person, role, unit or "unit-1", level, stands_for)

    def node_in_hand(self, data: st.DataObject) -> str:
        opened = [run.node for run in self.state.open_runs()]
        anywhere = [node.id for node in self.procedure.nodes]
        return data.draw(st.sampled_from(opened * 6 + anywhere), "node")

    def proper_actor(self, run) -> Actor:
        """The right person for the next silent seat of a step: one for each duty."""
        seat = next(iter(run.silent_seats()), run.seats[0])
        person = f"{run.node}-{seat.id}" if seat.level != "person" else "resident"
        return Actor(person, seat.role, seat.unit or "unit-1", seat.level)

    @rule(data=st.data(), steps=st.integers(1, 4))
    def go_well(self, data: st.DataObject, steps: int) -> None:
        """As an office does it, with a wait where a notice runs."""
        for _ in range(steps):
            opened = self.state.open_runs()
            if not opened:
                return
            run = data.draw(st.sampled_from(opened), "step")
            seat = next(iter(run.silent_seats()), run.seats[0])
            self.give(self.proper(self.procedure.node(run.node), seat.id, self.proper_actor(run), run))

    @rule(data=st.data(), delegated=st.booleans())
    def meddle(self, data: st.DataObject, delegated: bool) -> None:
        """Somebody who has had a hand in the case takes another open step, in the right office."""
        opened = [run for run in self.state.open_runs() if run.silent_seats()]
        known = sorted(set().union(*self.state.hands.values())) if self.state.hands else []
        if opened and known:
            run, person = (
                data.draw(st.sampled_from(opened), "step"),
                data.draw(st.sampled_from(known), "person"),
            )
            actor = self.proper_actor(run)
            actor = replace(actor, stands_for=person) if delegated else replace(actor, person=person)
            self.give(self.proper(self.procedure.node(run.node), run.silent_seats()[0].id, actor, run))

    def proper(self, node, seat: str, actor: Actor, run) -> c.Command:
        at = {"key": self.key(), "node": node.id, "actor": actor}
        pays = any(one.kind == "pay" for one in self.procedure.nodes)
        match node.kind:
            case "confirm":
                return c.Confirm(**at)
            case "accept":
                return (
                    c.Accept(**at, papers_to_follow=("bank-card",)) if self.sent % 3 == 0 else c.Accept(**at)
                )
            case "review" | "co_sign":
                return c.GiveOpinion(**at, seat=seat, stance="agree")
            case "site_visit":
                visit = {"visited_on": self.today, "visitors": ("a", "b"), "satisfied": True}
                return c.RecordVisit(**at, **visit, findings="属实")
            case "external_check":
                return c.RecordCheck(**at, source="社保", result="passed", as_of=self.today)
            case "notice" if run.publication is None:
                return c.OpenNotice(**at, list_id="n")
            case "notice":
                self.today += timedelta(days=4)
                return c.CloseNotice(**at)
            case "decide":
                office = node.tiers[-1].office
                at["actor"] = replace(actor, role=office.role, level=office.level)
                amount = 10**5 if pays else None
                return c.Decide(**at, approved=True, reasons="符合", clauses=("一",), amount_fen=amount)
            case "pay" if self.state.batch:
                return c.ConfirmPayment(**at, posted=self.sent % 4 > 0, reference="r", reason="户名不符")
            case "pay":
                return c.HandOver(**at, batch=f"b{self.sent}")
        return c.Archive(**at, file_number="1")

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """The verb that a step is there for."""
        node = self.procedure.node(self.node_in_hand(data))
        common = {**self.at_open(data), "node": node.id}
        reasons = data.draw(st.sampled_from(["符合条件", "符合条件", ""]), "reasons")
        good = data.draw(st.sampled_from([True, True, True, False]), "good")
        match node.kind:
            case "confirm":
                command = c.Confirm(**common)
            case "accept":
                papers = data.draw(st.sampled_from([(), (), ("bank-card",)]), "papers")
                promises = data.draw(st.sampled_from([(), (), ("无业",)]), "promises")
                command = c.Accept(**common, papers_to_follow=papers, promises=promises)
            case "review" | "co_sign":
                run = self.state.run(node.id)
                seats = [seat.id for seat in run.seats] if run and run.seats else [""]
                stance = data.draw(
                    st.sampled_from(["agree", "agree", "agree", "disagree", "more_needed"]), "stance"
                )
                seat = data.draw(st.sampled_from(seats), "seat")
                command = c.GiveOpinion(**common, seat=seat, stance=stance, reasons=reasons)
            case "site_visit":
                visit = {"visitors": ("a", "b"), "satisfied": good, "findings": reasons}
                command = c.RecordVisit(**common, visited_on=self.today, **visit)
            case "external_check":
                result = data.draw(st.sampled_from(["passed", "passed", "failed", "unavailable"]), "result")
                command = c.RecordCheck(
                    **common, source="社保", result=result, as_of=self.today, findings=reasons
                )
            case "notice":
                kinds = [c.OpenNotice(**common, list_id="n"), c.CloseNotice(**common)]
                command = data.draw(st.sampled_from(kinds), "notice")
            case "decide":
                amount = data.draw(st.sampled_from([None, 1, 10**6, 10**9]), "amount")
                command = c.Decide(
                    **common, approved=good, reasons=reasons, clauses=("一",), amount_fen=amount
                )
            case "pay":
                given = [
                    c.HandOver(**common, batch="b"),
                    c.ConfirmPayment(**common, posted=good, reference="r", reason=reasons),
                ]
                command = data.draw(st.sampled_from(given), "pay")
            case _:
                command = c.Archive(**common, file_number="1")
        self.give(command)

    def at_open(self, data: st.DataObject) -> dict:
        """Key, step and a plausible actor at an open step, or at any at all."""
        node = self.node_in_hand(data)
        run = self.state.run(node)
        anybody = self.actor_for(data, node)
        actor = data.draw(
            st.sampled_from([self.proper_actor(run) if run and run.seats else anybody] * 4 + [anybody]),
            "actor",
        )
        return {"key": self.key(), "node": node, "actor": actor}

    @rule(data=st.data(), reason=WORDS)
    def ask_for_papers(self, data: st.DataObject, reason: str) -> None:
        self.give(c.AskCorrection(**self.at_open(data), items=(CorrectionItem("contract", reason or "缺"),)))
        if reason:
            self.today += timedelta(days=3)
            resident = Actor("resident", "resident", "", "person")
            self.give(c.Supplement(key=self.key(), actor=resident, papers=("contract",)))

    @rule(data=st.data(), reason=WORDS, back=st.booleans())
    def go_back(self, data: st.DataObject, reason: str, back: bool) -> None:
        taken = [run.node for run in self.state.runs]
        node = data.draw(st.sampled_from(taken), "to node")
        if back:
            self.give(c.SendBack(**self.at_open(data), to_node=node, reason=reason))
        else:
            run = self.state.run(node)
            actor = Actor(run.closed_by or "li", "window", "unit-1", "township")
            self.give(c.Recall(key=self.key(), node=node, actor=actor, reason=reason))

    @rule(
        data=st.data(), reason=WORDS, unit=st.sampled_from(["unit-1", "unit-2", "finance"]), add=st.booleans()
    )
    def call_in(self, data: st.DataObject, reason: str, unit: str, add: bool) -> None:
        at = self.at_open(data)
        if add:
            signer = {"role": "department", "level": "department", "label": "残联", "unit": unit}
            self.give(c.AddSigner(**at, reason=reason, **signer))
            at["actor"], at["key"] = Actor(f"of-{unit}", "department", unit, "department"), self.key()
            self.give(c.GiveOpinion(**at, seat=unit, stance="agree"))
        else:
            run = self.state.run(at["node"])
            seat = (
                data.draw(st.sampled_from([seat.id for seat in run.seats]), "seat")
                if run and run.seats
                else ""
            )
            self.give(c.Transfer(**at, to_unit=unit, reason=reason, seat=seat))

    @rule(data=st.data(), days=st.integers(0, 16))
    def let_time_pass(self, data: st.DataObject, days: int) -> None:
        self.today += timedelta(days=days)
        node = self.node_in_hand(data)
        self.give(c.Escalate(key=self.key(), actor=SYSTEM, node=node))
        correction = self.state.correction
        if correction is not None and days % 5 == 0:
            actor = self.proper_actor(self.state.run(correction.node))
            self.give(c.LapseCorrection(key=self.key(), actor=actor))

    @rule(data=st.data(), reason=WORDS, upheld=st.booleans())
    def object_and_settle(self, data: st.DataObject, reason: str, upheld: bool) -> None:
        at = self.at_open(data)
        number = f"o{self.sent}"
        self.give(c.Object(**at, objection=number, display="张*", reasons=reason))
        if reason == "符合条件":
            at = {**at, "key": self.key(), "actor": Actor("settler", "reviewer", "unit-1", "county")}
            self.give(c.SettleObjection(**at, objection=number, upheld=upheld, reasons=reason))

    @rule(data=st.data(), kept=st.booleans())
    def urge_and_verify(self, data: st.DataObject, kept: bool) -> None:
        at = self.at_open(data)
        self.give(c.Urge(**at))
        self.give(
            c.VerifyPromise(key=self.key(), actor=at["actor"], promise="无业", kept=kept, findings="查")
        )

    @rule(who=st.sampled_from(["resident", "li"]), which=st.sampled_from(["supplement", "papers"]))
    def applicant_answers(self, who: str, which: str) -> None:
        actor = Actor(who, "resident", "", "person", "resident" if who == "li" else None)
        if which == "supplement":
            self.give(c.Supplement(key=self.key(), actor=actor, papers=("contract",)))
        else:
            self.give(c.SupplyPapers(key=self.key(), actor=actor, papers=("bank-card",)))

    @rule(data=st.data(), rare=st.sampled_from([6, 7, 5, 8, 4] * 4 + [1, 2, 0]))
    def ending_verbs(self, data: st.DataObject, rare: int) -> None:
        actor = Actor("resident", "resident", "", "person")
        if rare < 3 and len(self.log) < 12:
            return  # else hardly any case would get far
        boss = Actor(data.draw(st.sampled_from(["wu", "li"]), "who"), "leader", "gov", "county")
        node = self.node_in_hand(data)
        at = {"key": self.key(), "node": node, "actor": self.actor_for(data, node)}
        if rare == 0:
            self.give(c.Withdraw(key=self.key(), actor=actor, reason="不办了"))
        elif rare == 1:
            self.give(c.Decline(**at, reasons="不属本县", clauses=("一",)))
        elif rare == 2:
            self.give(c.OptOut(**at))
        elif rare < 6:
            self.give(
                c.Appeal(
                    key=self.key(), actor=actor, appeal=f"a{self.sent}", kind="objection", reasons="不服"
                )
            )
        else:
            changed = rare % 2 == 0
            for appeal in self.state.appeals[-1:]:
                self.give(
                    c.SettleAppeal(
                        key=self.key(), actor=boss, appeal=appeal.id, changed=changed, reasons="复核"
                    )
                )

    # --- what must hold --------------------------------------------------------------------------------

    @invariant()
    def the_way_is_kept(self) -> None:
        must_hold.nobody_has_two_duties_that_do_not_go_together(self.procedure, self.log)
        must_hold.nothing_is_approved_before_its_notice_has_ended(self.procedure, self.log)
        must_hold.clocks_stand_exactly_while_papers_are_awaited(self.state)
        must_hold.one_correction_list_for_each_passing(self.log)
        must_hold.nothing_stands_behind_an_open_step(self.procedure, self.state)
        must_hold.every_way_into_an_open_step_is_through(self.procedure, self.state)
        must_hold.an_open_join_is_not_settled(self.procedure, self.state)
        must_hold.steps_are_left_out_only_where_their_condition_fails(self.procedure, self.log)

    @invariant()
    def used_and_left_days_add_up(self) -> None:
        must_hold.a_promise_counts_each_day_once(
            self.state, self.procedure, calendar(), FIRST_DAY, self.today
        )
        for run in self.state.runs:
            reading = read_clock(run.clock, calendar(), self.today)
            assert reading.left_days is None or reading.used_days + reading.left_days == run.clock.limit_days
            assert reading.used_days >= 0

    @invariant()
    def no_vote_is_lost_and_nobody_votes_twice_in_a_round(self) -> None:
        spoken = [vote for run in self.state.runs for vote in run.votes if not vote.silent]
        assert len(spoken) == self.votes_given
        for run in self.state.runs:
            persons = [person for vote in run.votes for person in vote.persons]
            assert len(persons) == len(set(persons))
            assert len({vote.seat for vote in run.votes}) == len(run.votes)

    @invariant()
    def joins_are_right(self) -> None:
        for run in self.state.runs:
            node = self.procedure.node(run.node)
            if node.kind == "co_sign" and run.closing in ("passed", "opposed"):
                agreed = sum(vote.stance == "agree" for vote in run.votes)
                against = sum(vote.stance == "disagree" for vote in run.votes)
                everybody = len(run.votes) == len(run.seats)
                passes = {
                    "all": everybody and agreed == len(run.seats),
                    "any": agreed >= 1,
                    "at_least": agreed >= node.join.needed,
                    "veto": everybody and agreed == len(run.seats),
                }[node.join.kind]
                assert (run.closing == "passed") == passes
                assert run.closing == "passed" or everybody or (node.join.kind == "veto" and against)
                assert tally(node.join, run) != "waiting"

    @invariant()
    def an_open_case_always_waits_for_somebody(self) -> None:
        assert (self.state.status == "ended") == (not self.state.open_runs())
        rounds = [(run.node, run.round) for run in self.state.runs]
        assert len(rounds) == len(set(rounds))

    def teardown(self) -> None:
        """Every log replays, also from storage, and its chain shows a change."""
        if not getattr(self, "log", ()):
            return
        assert replay(self.log) == self.state
        assert [event_from_json(event_to_json(event)) for event in self.log] == self.log
        chain = ()
        for event in self.log:
            chain = append(chain, event_to_json(event))
        assert verify(chain) is None
        if len(chain) > 1:
            changed = (*chain[:-1], replace(chain[-1], text=canonical_json({"node": "别的"})))
            assert verify(changed).number == len(chain)


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(max_examples=60, stateful_step_count=60)


def test_the_machine_knows_every_verb():
    source = Path(__file__).read_text(encoding="utf-8")
    assert [kind.__name__ for kind in ACTS if f"c.{kind.__name__}(" not in source] == []
