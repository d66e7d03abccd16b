import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def payments(apps: Any, schema_editor: Any) -> None:
    """Every payment that was handed over so far, out of the chains of the cases, in its batch at the paying office."""
    seats = apps.get_model("casework", "AwaitedSeat").objects.filter(node_kind="pay").order_by("case", "pk")
    batches = apps.get_model("casework", "PaymentBatch").objects
    model = apps.get_model("casework", "BankPayment")
    seen = set()
    for seat in seats.select_related("case", "case__unit", "place").iterator(chunk_size=500):
        if seat.case_id in seen:
            continue
        seen.add(seat.case_id)
        payment = None
        for kind, actor, at, happening in _told(apps, seat.case.number):
            if kind == "HandedOver":
                place = seat.place if seat.place_id else seat.case.unit
                batch, _ = batches.get_or_create(
                    place=place, number=happening["batch"][:40], defaults={"opened_at": at}
                )
                payment = model(
                    case=seat.case, batch=batch, account=_account(apps, seat.case), handed_at=at,
                    amount_fen=happening["amount_fen"], handed_by=actor,
                )  # fmt: skip
                payment.save()
            elif payment is not None:
                payment.outcome = "posted" if happening["posted"] else "returned"
                payment.reference = happening["reference"][:64]
                payment.reason, payment.answered_at = happening["reason"], at
                payment.save()


def _told(apps: Any, number: str) -> Iterator[tuple[str, int | None, datetime, dict[str, Any]]]:
    rows = apps.get_model("audit", "Record").objects.filter(
        chain__name=f"case/{number}", kind__in=("HandedOver", "PaymentConfirmed")
    )
    for row in rows.order_by("number"):
        yield row.kind, row.actor_id, row.at, json.loads(row.text)["content"]["happening"]


def _account(apps: Any, case: Any) -> str | None:
    """Where it went as far as anybody knows: what finance settled, else what was kept at the decision."""
    row = apps.get_model("casework", "Payee").objects.filter(case=case).first()
    if row is None:
        return None
    return row.settled if row.settled_by is not None else row.account


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_records_are_forever"),
        ("casework", "0011_contested"),
        ("org", "0004_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="支付批次号")),
                ("opened_at", models.DateTimeField(verbose_name="建立时间")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="首次取表时间")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_batches",
                        to="org.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "number"), name="batch_number_once_an_office")
                ],
            },
        ),
        migrations.CreateModel(
            name="BankPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40, null=True, verbose_name="收款账号")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("handed_at", models.DateTimeField(verbose_name="提交时间")),
                ("handed_by", models.BigIntegerField(null=True, verbose_name="经办账号")),
                ("outcome", models.CharField(blank=True, default="", max_length=8, verbose_name="结果")),
                (
                    "reference",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="银行流水号"),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="退票原因")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="登记结果时间")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="casework.paymentbatch",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "returned"), _negated=True),
                        fields=("case",),
                        name="case_paid_once",
                    )
                ],
            },
        ),
        migrations.RunPython(payments, migrations.RunPython.noop),
    ]
