"""Facts of school, training and certificates."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.careers import FLEXIBLE, UNEMPLOYED, UNIT
from jiuchuang.gateways.population.chance import between, coded, happens, pick, waiting
from jiuchuang.gateways.population.days import NO_DAY, day_in_year, year_of
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.firms import ENTERPRISE
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.schooling import (
    COLLEGE,
    JUNIOR,
    POSTGRADUATE,
    SENIOR,
    TECHNICIAN,
    UNIVERSITY,
    VOCATIONAL,
)  # fmt: skip

_SCHOOL_KINDS = ("university", "vocational", "technician", "overseas", "special", "other")
_CLASSES = (
    "technician_college_senior",
    "technician_college_preparatory",
    "special_school_vocational",
    "other",
)
_CERTIFICATES = ("vocational_qualification", "skill_level", "other")
_LEVELS = ("junior", "intermediate", "senior", "technician", "senior_technician", "none")
_COURSES = ("labour_transfer", "rural_practical_skill", "start_up", "order_based", "other")
_STARTUP_COURSES = ("awareness", "start_or_improve", "practice", "other")


def facts_of_schooling(part: Part) -> Values:
    """School: where, until when, and how it ended."""
    schooling, rng = part.schooling, part.stream("facts of schooling")
    size, level = len(part.people), schooling.level
    university = schooling.finished(COLLEGE, UNIVERSITY, POSTGRADUATE)
    graduate = university | schooling.finished(VOCATIONAL, TECHNICIAN)
    returnee = schooling.finished(UNIVERSITY, POSTGRADUATE) & happens(rng, 12, size)
    abroad_until = schooling.ends_on + between(rng, 365, 760, size)
    returnee &= abroad_until <= part.on
    special = part.hardship.disabled & np.isin(level, (JUNIOR, SENIOR, VOCATIONAL)) & happens(rng, 120, size)
    kind = np.select(
        [returnee, special, level >= COLLEGE, level == VOCATIONAL, level == TECHNICIAN], [3, 4, 0, 1, 2], 5
    )
    this_year = year_of(schooling.ends_on) == year_of(part.on)
    left_lately = schooling.has_left & (part.on - schooling.ends_on <= 730)
    senior_class = np.where(level == TECHNICIAN, pick(rng, (450, 80, 0, 470), size), 3)
    return {
        "is_student": schooling.is_student,
        "is_graduate": graduate,
        "is_university_graduate": university,
        "graduated_on": schooling.ends_on,
        "school_kind": coded(_SCHOOL_KINDS, kind),
        "is_overseas_returnee": returnee,
        "overseas_graduated_on": np.where(returnee, abroad_until, NO_DAY),
        "has_national_student_loan": (level >= COLLEGE) & (schooling.ends_on > day_in_year(2004, 1, 1))
        & (part.people.age >= 18) & happens(rng, np.where(part.people.rural, 190, 60), size),
        "is_fresh_university_graduate": university & this_year,
        "is_graduation_year_university_student": part.graduates_this_year,
        "graduation_class": coded(_CLASSES, np.where(special & (level == VOCATIONAL), 2, senior_class)),
        "is_unenrolled_school_leaver": left_lately & np.isin(level, (JUNIOR, SENIOR)) & (part.people.age <= 21),
    }  # fmt: skip


def facts_of_training(part: Part) -> Values:
    """Courses taken and certificates earned."""
    people, careers, rng = part.people, part.careers, part.stream("facts of training")
    size, enterprise = len(people), part.staff_of(ENTERPRISE)
    poor = part.hardship.poor[people.household] & part.hardship.able
    group = [
        careers.doing(UNEMPLOYED),
        poor,
        people.rural & part.hardship.able,
        careers.doing(UNIT, FLEXIBLE),
    ]
    trains = (
        (people.age >= 16) & (people.age < 60) & happens(rng, np.select(group, [110, 90, 28, 15], 0), size)
    )
    certified = (people.age >= 18) & happens(
        rng, np.select([enterprise, part.hardship.able], [150, 45], 6), size
    )
    issued_on = np.maximum(part.on - waiting(rng, 1100, size), careers.starts_on + 60)
    certified &= issued_on <= part.on
    course = np.where(trains, pick(rng, (380, 300, 90, 60, 170), size), 4)
    at_school = part.schooling.is_student & (part.schooling.level >= VOCATIONAL) & (people.age >= 16)
    young = (people.age >= 16) & (people.age <= 30)
    starter = happens(rng, np.select([at_school, careers.doing(UNEMPLOYED) & young], [90, 60], 8), size)
    return {
        "takes_employment_skill_training": trains,
        "skill_training_class_hours": 8 * between(rng, 5, 20, size),
        "has_skill_certificate": certified,
        "skill_certificate_kind": coded(_CERTIFICATES, pick(rng, (620, 300, 80), size)),
        "skill_certificate_level": coded(_LEVELS, pick(rng, (440, 310, 150, 30, 10, 60), size)),
        "skill_certificate_issued_on": issued_on,
        "training_course_kind": coded(_COURSES, course),
        "is_training_partner_firm_capable": (course == 3) & happens(rng, 750, size),
        "startup_course": coded(_STARTUP_COURSES, np.where(starter, pick(rng, (450, 400, 100, 50), size), 3)),
        "took_course_while_student": starter & (at_school | happens(rng, 80, size)),
    }
