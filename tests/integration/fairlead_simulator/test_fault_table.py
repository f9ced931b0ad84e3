"""The table of faults leaves nothing out."""

import pytest

from fairlead_simulator.faults.model import FaultKind
from fairlead_simulator.gateway.opcodes import CloseCode
from tests.integration.fairlead_simulator.fault_table import TABLE


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_kind_of_fault_is_in_the_table(kind: FaultKind):
    assert any(row.kind is kind for row in TABLE)


@pytest.mark.parametrize("code", list(CloseCode))
def test_every_close_code_is_in_the_table(code: CloseCode):
    assert [row.fields["code"] for row in TABLE if row.kind is FaultKind.CLOSE].count(code) == 1


def test_no_row_is_in_the_table_twice():
    names = [str(row) for row in TABLE]
    assert len(names) == len(set(names))
