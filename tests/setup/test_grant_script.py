"""The line that grants Graph permissions, run for real; `az` is a stand-in that keeps what it is told."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from provisioning.rules.permissions import EMAIL, PERMISSIONS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "infra" / "grant-graph-permissions.sh"
IDENTITY, GRAPH = "0b1ec700-0000-4000-8000-000000000002", "94a90000-0000-4000-8000-000000000003"
ALWAYS = [each for each in PERMISSIONS if each.feature is None]

# It reads its standard input, as az can, and answers the questions that the script has.
_AZ = r"""#!/usr/bin/env bash
cat >/dev/null
echo "$*" >>"$STATE/calls"
refuse() { echo "ERROR: $1" >&2; exit 1; }
url='' body=''
while (($#)); do
    case $1 in
        --url) url=$2 && shift ;;
        --body) body=$2 && shift ;;
    esac
    shift
done
[[ -e $STATE/signed-in ]] || refuse "Please run 'az login' to setup account."
case $url in
    *"servicePrincipals(appId='00000003-0000-0000-c000-000000000000')"*) cat "$STATE/graph" ;;
    */appRoleAssignments\?*) cat "$STATE/granted" ;;
    */appRoleAssignments)
        [[ -e $STATE/administrator ]] || refuse 'Forbidden({"error":{"code":"Authorization_RequestDenied"}})'
        role=$(sed -E 's/.*"appRoleId": "([^"]+)".*/\1/' <<<"$body")
        grep -q "$role" "$STATE/granted" && refuse "Permission being assigned already exists on the object"
        echo "$role" >>"$STATE/granted"
        echo "$body" >>"$STATE/bodies"
        ;;
    */servicePrincipals/"$(cat "$STATE/identity")"\?*) echo id-hr-provisioning ;;
    *) refuse "Not Found" ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Tenant:
    """What az knows, in a folder."""

    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the script from another folder, with nothing but the stand-in and basic tools on the PATH."""
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "STATE": str(self.folder)}
        return subprocess.run(  # noqa: S603 - our own script
            [SCRIPT, *arguments], env=environment, cwd="/", capture_output=True, text=True, check=False
        )

    @property
    def granted(self) -> list[str]:
        """The ids of the app roles that the identity has."""
        return (self.folder / "granted").read_text().split()

    @property
    def posts(self) -> int:
        """How often something was granted, or tried to be."""
        calls = (self.folder / "calls").read_text().splitlines()
        return sum("--method post" in call for call in calls)


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    """Give a tenant in which an administrator is signed in and nothing is granted."""
    az = tmp_path / "az"
    az.write_text(_AZ)
    az.chmod(0o755)
    for name, text in {
        "graph": GRAPH,
        "identity": IDENTITY,
        "granted": "",
        "signed-in": "",
        "administrator": "",
    }.items():
        (tmp_path / name).write_text(text)
    return Tenant(tmp_path)


def test_it_grants_what_is_always_needed_and_says_so(tenant: Tenant) -> None:
    done = tenant.run(IDENTITY)
    assert (done.returncode, done.stderr) == (0, "")
    assert tenant.granted == [each.id for each in ALWAYS]
    for each in ALWAYS:
        assert f"  {each.name} ".rstrip() in done.stdout
    assert done.stdout.count("granted now") == len(ALWAYS)
    assert done.stdout.startswith("Microsoft Graph permissions of id-hr-provisioning:\n")
    assert "Restart the app" in done.stdout
    bodies = [json.loads(line) for line in (tenant.folder / "bodies").read_text().splitlines()]
    assert {(each["principalId"], each["resourceId"]) for each in bodies} == {(IDENTITY, GRAPH)}


def test_run_again_it_grants_nothing_and_a_feature_adds_its_own(tenant: Tenant) -> None:
    tenant.run(IDENTITY)
    again = tenant.run(IDENTITY)
    assert (again.returncode, again.stdout.count("granted already")) == (0, len(ALWAYS))
    assert again.stdout.endswith("Nothing was missing.\n")
    assert tenant.posts == len(ALWAYS)
    more = tenant.run(IDENTITY, EMAIL)
    assert (more.stdout.count("granted already"), more.stdout.count("granted now")) == (len(ALWAYS), 1)
    assert tenant.granted == [each.id for each in PERMISSIONS if each.feature in {None, EMAIL}]


def test_who_may_not_grant_is_told_who_may_and_nothing_else_is_tried(tenant: Tenant) -> None:
    (tenant.folder / "administrator").unlink()
    refused = tenant.run(IDENTITY)
    assert refused.returncode == 1
    assert "Authorization_RequestDenied" in refused.stderr
    assert "Privileged Role Administrator" in refused.stderr
    assert (tenant.granted, tenant.posts) == ([], 1)


def test_who_is_not_signed_in_is_told_to(tenant: Tenant) -> None:
    (tenant.folder / "signed-in").unlink()
    refused = tenant.run(IDENTITY)
    assert refused.returncode == 1
    assert "az login" in refused.stderr


def test_an_id_that_is_no_identity_here_is_told_with_the_usual_mistake(tenant: Tenant) -> None:
    refused = tenant.run("c11e0000-0000-4000-8000-000000000001")
    assert refused.returncode == 1
    assert "not the client id" in refused.stderr
    assert tenant.posts == 0


@pytest.mark.parametrize(
    "arguments",
    [(), ("id-hr-provisioning",), (IDENTITY, "everything"), (f"{IDENTITY}'",), (IDENTITY, "always"), (IDENTITY, "")],
    ids=["none", "a name", "an unknown feature", "more than an id", "no feature", "an empty feature"],
)
def test_arguments_that_make_no_sense_show_the_usage_and_call_nobody(
    tenant: Tenant, arguments: tuple[str, ...]
) -> None:
    refused = tenant.run(*arguments)
    assert refused.returncode == 2
    assert refused.stderr.startswith("Usage: infra/grant-graph-permissions.sh OBJECT_ID [FEATURE ...]")
    assert f"FEATURE is one of: employeeLeaveDateTime {EMAIL}" in refused.stderr
    assert not (tenant.folder / "calls").exists()


def test_without_az_a_sentence_says_where_there_is_one(tenant: Tenant) -> None:
    (tenant.folder / "az").unlink()
    for tool in ("bash", "env", "dirname", "mktemp", "cat", "rm"):
        (tenant.folder / tool).symlink_to(shutil.which(tool) or tool)
    environment = {"PATH": str(tenant.folder)}
    refused = subprocess.run(  # noqa: S603 - our own script
        [SCRIPT, IDENTITY], env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "Azure Cloud Shell" in refused.stderr


def test_the_script_can_be_executed() -> None:
    assert os.access(SCRIPT, os.X_OK)
