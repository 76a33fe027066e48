"""Schemathesis asks the API what its document allows and what it forbids, in this process; few examples, the same each run."""

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

# A code of the right shape may be unknown (400), and an empty value counts as none: test_lists and test_search say which.
NOT_ASKED = [negative_data_rejection, positive_data_acceptance]
EXAMPLES = settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def ask(operation: APIOperation, mode: GenerationMode) -> None:
    """Some requests of one operation; each answer must be as the document says."""

    @EXAMPLES
    @given(case=operation.as_strategy(generation_mode=mode))
    def request(case: Case) -> None:
        case.call_and_validate(excluded_checks=NOT_ASKED)

    request()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_the_document_says(demo_app: Flask, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", demo_app)
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        if mode is GenerationMode.POSITIVE or operation.query:
            ask(operation, mode)
    assert len(operations) > 10
