"""What the chart makes of twelve sets of values is what somebody has read; `make charts` writes it anew."""

import pytest

from tests.integration.charts.golden_files import CASES, MANIFEST, golden_file, manifest_text, text_of


def test_there_are_twelve_cases():
    assert len(CASES) == 12
    assert sorted(path.stem for path in golden_file("default").parent.iterdir()) == CASES


@pytest.mark.parametrize("case", CASES)
def test_the_chart_makes_what_it_made(helm, case):
    assert text_of(helm, case) == golden_file(case).read_text()


@pytest.mark.parametrize("case", CASES)
def test_both_versions_of_helm_make_the_same(helm, helm_3, case):
    assert text_of(helm_3, case) == text_of(helm, case)


def test_the_manifests_without_helm_are_what_the_chart_makes(helm):
    assert MANIFEST.read_text() == manifest_text(helm)
