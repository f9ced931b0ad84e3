"""Endpoints of BotDeployments: for the developer team."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, status

from fairlead_api.access.policies import TeamActor, TeamWatcher
from fairlead_api.deployments.schemas import Approval, Asked, DeploymentDetail, DeploymentEntry, DeploymentPlan
from fairlead_api.deployments.service import DeploymentChanges, DeploymentViews
from fairlead_api.paging import Page, PagingDep
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep

router = APIRouter(prefix=f"{API}/deployments", tags=["deployments"], responses={409: {}, 502: {}, 503: {}})

Name = Annotated[str, Path(pattern="^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253, description="Its name.")]
Namespace = Annotated[
    str | None,
    Query(pattern="^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63, description="Its namespace, if it is not unique."),
]


@router.get("")
async def list_deployments(_caller: TeamWatcher, paging: PagingDep, resources: ResourcesDep) -> Page[DeploymentEntry]:
    """List the BotDeployments of this bot by name."""
    return await DeploymentViews(resources).page(paging)


@router.get("/{name}", responses={404: {}})
async def get_deployment(
    _caller: TeamWatcher, name: Name, resources: ResourcesDep, namespace: Namespace = None
) -> DeploymentDetail:
    """Describe a BotDeployment: status, conditions, rollout, budget and what happened lately."""
    return await DeploymentViews(resources).detail(name, namespace)


@router.get("/{name}/plan", responses={404: {}})
async def get_deployment_plan(
    _caller: TeamWatcher, name: Name, resources: ResourcesDep, namespace: Namespace = None
) -> DeploymentPlan:
    """Say what the operator does next, and what it takes: identifies, time, what is left of the day's limit."""
    return await DeploymentViews(resources).plan(name, namespace)


async def _changes(
    caller: TeamActor, name: Name, resources: ResourcesDep, namespace: Namespace = None
) -> DeploymentChanges:
    return DeploymentChanges(caller, resources, name, namespace)


# The scope of the transaction in it.
ChangesDep = Annotated[DeploymentChanges, Depends(_changes, scope="function")]


@router.post("/{name}/approve-reshard", status_code=status.HTTP_202_ACCEPTED, responses={404: {}})
async def approve_reshard(changes: ChangesDep, approval: Approval) -> Asked:
    """Approve the layout that is wanted, by its name; the operator still waits until the day's identifies cover it."""
    return await changes.approve(approval.generation)


@router.post("/{name}/restart", status_code=status.HTTP_202_ACCEPTED, responses={404: {}})
async def restart_deployment(changes: ChangesDep) -> Asked:
    """Have every pod replaced, one after the other, by the rules of `spec.rollout`."""
    return await changes.restart()


@router.post("/{name}/pause", status_code=status.HTTP_202_ACCEPTED, responses={404: {}})
async def pause_deployment(changes: ChangesDep) -> Asked:
    """Have the operator change nothing; what runs goes on running."""
    return await changes.set_paused(paused=True)


@router.post("/{name}/resume", status_code=status.HTTP_202_ACCEPTED, responses={404: {}})
async def resume_deployment(changes: ChangesDep) -> Asked:
    """Have the operator go on."""
    return await changes.set_paused(paused=False)
