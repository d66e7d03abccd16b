from django.db import migrations

from jiuchuang.apps.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seals")]
    operations = [append_only("audit_sealedhead")]
