"""A rolling restart in words, and as records for programs."""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from fairlead_cli.local.restart import Outcome, PodStep, RestartProgress, StepPhase

_STYLES: Final = {StepPhase.READY: "green", StepPhase.FAILED: "red", StepPhase.WAITING: "dim"}
OVER: Final = frozenset({StepPhase.READY, StepPhase.FAILED})
"""The phases in which nothing more comes of a pod."""


def step_line(step: PodStep, width: int) -> Text:
    """Return the line of one pod; ``width`` is that of the longest name."""
    name = step.pod.ljust(width)
    if step.phase is StepPhase.WAITING:
        return Text(f"  {name}  waiting", "dim")
    place = "standby" if step.slot is None else f"slot {step.slot}"
    phase = (f"{step.phase:<8}", _STYLES.get(step.phase, "yellow"))
    return Text.assemble(f"  {name}  {place:<8} ", phase, f" {step.seconds:6.1f} s  {_shards(step)}")


def restart_lines(progress: RestartProgress) -> Iterator[Text]:
    """Yield a line a pod."""
    width = max(len(step.pod) for step in progress.steps)
    for step in progress.steps:
        yield step_line(step, width)


def restart_end(progress: RestartProgress) -> str:
    """Return the sentence that a restart which is over ends with."""
    replaced = [step for step in progress.steps if step.phase is StepPhase.READY]
    sentences = list[str]()
    if progress.outcome is Outcome.FAILED:
        sentences.append(f"The restart of {progress.deployment} stopped. {progress.problem or ''}")
    if progress.left_alone:
        sentences.append(f"Left alone: {', '.join(progress.left_alone)}.")
    if replaced:
        shards = _count(sum(step.shards for step in replaced), "shard")
        resumed, identified = (sum(step.resumed for step in replaced), sum(step.identified for step in replaced))
        took = f"{_count(len(replaced), 'pod')} replaced in {progress.seconds:.1f} s"
        sentences.append(f"{took}: of {shards} {resumed} resumed, {identified} identified.")
    return " ".join(sentences)


def step_record(step: PodStep) -> dict[str, object]:
    """Return what became of one pod, for a program; times in seconds."""
    return {"kind": "pod", **step.model_dump(mode="json")}


def restart_record(progress: RestartProgress) -> dict[str, object]:
    """Return what became of a whole restart, for a program; times in seconds."""
    return {
        "kind": "restart",
        "deployment": progress.deployment,
        "outcome": progress.outcome.value,
        "pods": sum(step.phase is StepPhase.READY for step in progress.steps),
        "left_alone": progress.left_alone,
        "resumed": sum(step.resumed for step in progress.steps),
        "identified": sum(step.identified for step in progress.steps),
        "seconds": progress.seconds,
        "problem": progress.problem,
    }


def _shards(step: PodStep) -> str:
    if not step.shards:
        return ""
    return f"{_count(step.shards, 'shard')}: {step.resumed} resumed, {step.identified} identified"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"
