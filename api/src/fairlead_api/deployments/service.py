"""Looks at BotDeployments of this bot, and asks their operator for something, which the audit log tells."""

from collections.abc import Callable
from typing import Final

from fairlead_api.access.policies import TeamCaller
from fairlead_api.audit.repository import AuditLog
from fairlead_api.deployments.port import BotDeployment
from fairlead_api.deployments.reading import application_of, detail_of, entry_of, is_paused, plan_of
from fairlead_api.deployments.schemas import Asked, DeploymentDetail, DeploymentEntry, DeploymentPlan
from fairlead_api.paging import Page, Paging
from fairlead_api.resources import Resources
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.errors import ConflictError, FairleadError, NotFoundError
from fairlead_shared.fleet.changes import Patch, approval_patch, pause_patch, restart_patch
from fairlead_shared.fleet.layout import Generation

_MISSING: Final = "There is no such BotDeployment of this bot."


class DeploymentViews:
    """What BotDeployments of this bot are; those that are known to be of another application are left out."""

    def __init__(self, resources: Resources) -> None:
        self._port = resources.deployments
        self._application_id = str(resources.settings.discord_client_id)

    async def page(self, paging: Paging) -> Page[DeploymentEntry]:
        """Return some, by name."""
        found = await self._ours()
        items = [
            entry_of(deployment, operated=self._port.operated)
            for deployment in found[paging.offset : paging.offset + paging.limit]
        ]
        return Page(items=items, total=len(found), limit=paging.limit, offset=paging.offset)

    async def one(self, name: str, namespace: str | None) -> BotDeployment:
        """Return one as it is.

        Raises:
            NotFoundError: There is none of that name.
            ConflictError: There are several, in as many namespaces.
        """
        found = [
            deployment
            for deployment in await self._ours()
            if deployment["metadata"]["name"] == name
            and namespace in {None, deployment["metadata"].get("namespace", "default")}
        ]
        if not found:
            raise NotFoundError(_MISSING)
        if len(found) > 1:
            namespaces = ", ".join(deployment["metadata"]["namespace"] for deployment in found)
            raise ConflictError(f"There are several of that name: say which with ?namespace=, one of {namespaces}.")
        return found[0]

    async def detail(self, name: str, namespace: str | None) -> DeploymentDetail:
        """Return all that is known of one; errors as ``one``."""
        deployment = await self.one(name, namespace)
        return detail_of(deployment, await self._port.events(deployment), operated=self._port.operated)

    async def plan(self, name: str, namespace: str | None) -> DeploymentPlan:
        """Return what the operator does with one next; errors as ``one``."""
        return plan_of(await self.one(name, namespace))

    async def _ours(self) -> list[BotDeployment]:
        found = [each for each in await self._port.found() if application_of(each) in {None, self._application_id}]
        return sorted(found, key=lambda each: (each["metadata"]["name"], each["metadata"].get("namespace", "")))


class DeploymentChanges:
    """What somebody asks for of one BotDeployment.

    Each is in the audit log before it is asked for, in the transaction of the request. Where the cluster refuses, or it
    is not known whether it did, that transaction is undone, and an entry of its own tells it.
    """

    def __init__(self, caller: TeamCaller, resources: Resources, name: str, namespace: str | None) -> None:
        self._caller = caller
        self._resources = resources
        self._name = name
        self._namespace = namespace

    async def restart(self) -> Asked:
        """Have every pod replaced; of one that is paused, when it goes on."""
        return await self._ask("restart", lambda _: restart_patch(self._resources.clock.now()))

    async def set_paused(self, *, paused: bool) -> Asked:
        """Have the operator change nothing, or go on; one that is so already is left alone."""
        patch = pause_patch(paused=paused)
        action = "pause" if paused else "resume"
        return await self._ask(action, lambda deployment: None if is_paused(deployment) is paused else patch)

    async def approve(self, generation: str) -> Asked:
        """Approve the layout that is waited for, if it is the one that the caller saw.

        Raises:
            ConflictError: Another one is waited for, or none.
        """

        def patch(deployment: BotDeployment) -> Patch:
            waiting = plan_of(deployment).reshard
            if waiting is None:
                raise ConflictError("It waits for no approval: no other layout is wanted.")
            if waiting.generation != generation:
                raise ConflictError(
                    f"The layout that is wanted is {waiting.generation} by now. Look at the plan again."
                )
            return approval_patch(Generation.parse(generation))

        return await self._ask("approve_reshard", patch, generation=generation)

    async def _ask(self, action: str, patch_of: Callable[[BotDeployment], Patch | None], **told: str) -> Asked:
        deployment = await DeploymentViews(self._resources).one(self._name, self._namespace)
        patch = patch_of(deployment)
        short = entry_of(deployment)
        if patch is None:
            return Asked(name=short.name, namespace=short.namespace, changed=False)
        told = {"name": short.name, "namespace": short.namespace, **told}
        action = f"deployment.{action}"
        await AuditLog(self._caller.transaction).add(action, self._caller.user, after=told)
        port = self._resources.deployments
        try:
            await (
                port.restart(deployment, patch) if action == "deployment.restart" else port.change(deployment, patch)
            )
        except FairleadError as error:
            async with self._resources.database.transaction(FleetScope()) as transaction:
                told |= {"code": error.code, "reason": str(error)}
                await AuditLog(transaction).add(f"{action}.failed", self._caller.user, after=told)
            raise
        return Asked(name=short.name, namespace=short.namespace, changed=True)
