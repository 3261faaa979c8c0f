"""What is kept for a reporter beside their key pair, under the key of their code (channel.md §2.4)."""

import base64
import json
from dataclasses import dataclass
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from complaints import contracts, vault
from complaints.entries import dump
from complaints.errors import CaseGone
from complaints.models import Reporter

BUCKET = vault.Bucket.T4


@dataclass(frozen=True, repr=False)
class ReporterRecord:
    """The number of the case, its public key as it was at the filing, the proof of filing and the salt in its digest.

    :ivar named: whether the case holds a name given by the reporter; None where the record does not say.
    """

    number: str
    public: bytes
    proof: str
    salt: bytes
    named: bool | None = None


@sensitive_variables()
def read_record(case: UUID, key: bytes) -> ReporterRecord:
    """The record of a case. Raises CaseGone where there is none, or none that this key opens."""
    row = Reporter.objects.filter(case=case).first()
    if row is None:
        raise CaseGone
    contract = contracts.reporter_record(row.pk, case, BUCKET.value)
    try:
        value = json.loads(vault.open_text(row.record, key, contract, BUCKET))
        return ReporterRecord(
            number=value["number"],
            public=base64.b64decode(value["public"]),
            proof=value["proof"],
            salt=base64.b64decode(value["salt"]),
            named=value.get("named"),
        )
    except (vault.Refused, KeyError, ValueError):
        raise CaseGone from None


@sensitive_variables()
def write_record(case: UUID, key: bytes, record: ReporterRecord) -> None:
    """Seal a changed record in place of the old one, inside the transaction of the change."""
    row = Reporter.objects.select_for_update().get(case=case)
    text = dump(
        {
            "number": record.number,
            "public": base64.b64encode(record.public).decode(),
            "proof": record.proof,
            "salt": base64.b64encode(record.salt).decode(),
            "named": record.named,
        }
    )
    row.record = vault.seal_text(text, key, contracts.reporter_record(row.pk, case, BUCKET.value), BUCKET)
    row.save(update_fields=["record"])
