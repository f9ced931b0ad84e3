"""Both charts are clean for both versions of Helm, and say clearly what they cannot do."""

import pytest

from tests.integration.charts.golden_files import CASES, values_of
from tests.integration.charts.helm import CRDS, FAIRLEAD, Helm, HelmError

DISCORD = "--set=discord.existingSecret=discord"


@pytest.fixture(params=["helm", "helm_3"])
def either(request: pytest.FixtureRequest) -> Helm:
    version: Helm = request.getfixturevalue(request.param)
    return version


def test_the_chart_of_kinds_is_clean(either):
    assert "0 chart(s) failed" in either.lint(CRDS)


@pytest.mark.parametrize("case", CASES)
def test_the_chart_is_clean(either, case):
    said = either.lint(FAIRLEAD, f"--values={values_of(case)}")
    assert "0 chart(s) failed" in said
    assert "[WARNING]" not in said


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ((), "discord.existingSecret: name the Secret with the bot's token"),
        ((DISCORD, "--set=discord.exitingSecret=x"), "exitingSecret"),
        ((DISCORD, "--set=databse.mode=external"), "databse"),
        ((DISCORD, "--set=redis.bundled.storage.szie=1Gi"), "szie"),
        ((DISCORD, "--set=database.mode=sqlite"), "mode"),
        ((DISCORD, "--set=operator.replicas=two"), "replicas"),
        ((DISCORD, "--set=bot.name=Not_A_Name"), "name"),
        ((DISCORD, "--set=database.mode=external"), "database.host: say where the external PostgreSQL is"),
        ((DISCORD, "--set=redis.mode=external"), "redis.existingSecret: name the Secret with the external Redis' url"),
        ((DISCORD, "--set=ingress.enabled=true"), "ingress.host: say by which name the installation is reached"),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(either, settings, says):
    with pytest.raises(HelmError) as caught:
        either.template(*settings)
    assert says in str(caught.value)
