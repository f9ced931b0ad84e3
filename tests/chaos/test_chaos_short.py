"""A few random faults on a small fleet: the same harness as ``make chaos``, with kinds that nobody has to wait for."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from tests.chaos.faults import QUICK_KINDS
from tests.chaos.run import Run, run
from tests.chaos.trial import Plan

pytestmark = pytest.mark.e2e

FAULTS = 15


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("delivery", "seed"), [(Delivery.AT_MOST_ONCE, 11), (Delivery.AT_LEAST_ONCE, 12)])
async def test_what_the_bot_was_promised_holds_after_each_of_fifteen_random_faults(
    tmp_path: Path, delivery: Delivery, seed: int
):
    told = Console(file=StringIO(), width=200)
    plan = Plan(Generation(4, 2), delivery, rate=40.0, guilds=12)
    broken = await run(Run(plan, seed, FAULTS, QUICK_KINDS), folder=tmp_path, console=told)
    assert isinstance(told.file, StringIO)
    assert broken == 0, told.file.getvalue()
