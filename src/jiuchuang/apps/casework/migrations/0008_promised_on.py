"""The last day within the promise for the whole case; cases of before have none until they go on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("casework", "0007_payees")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="promised_on",
            field=models.DateField(blank=True, db_index=True, null=True, verbose_name="承诺办结日"),
        )
    ]
