"""How azd makes and deploys the package: azure.yaml, and its hooks, run with an `az` that notes what it is told."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

from local.package.__main__ import TARGET

ROOT = Path(__file__).resolve().parents[2]
HOOKS = ROOT / "infra" / "hooks"
AZURE_YAML = (ROOT / "azure.yaml").read_text(encoding="utf-8")
TOOLS = ("bash", "cat", "dirname", "env")
OUTPUTS = {
    "AZURE_RESOURCE_GROUP": "rg-people",
    "AZURE_SUBSCRIPTION_ID": "0000-sub",
    "AZURE_RESOURCE_SUFFIX": "x1",
    "AZURE_LOG_ANALYTICS_WORKSPACE_ID": "/workspaces/w",
    "AZURE_FUNCTION_APP_NAME": "func-x1",
    "AZURE_FUNCTION_APP_URL": "https://func-x1.azurewebsites.net",
    "AZURE_IDENTITY_OBJECT_ID": "0000-identity",
    "AZURE_KEY_VAULT_NAME": "kv-x1",
    "AZURE_SECRETS_TO_SET": "[]",
}


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Give a folder with a few basic tools, to be the PATH."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def add_az(tools: Path, *, fails_on: str = "nothing") -> None:
    """Add an `az` that notes its arguments, and fails when they name something."""
    az = tools / "az"
    az.write_text(f'#!/usr/bin/env bash\necho "$*" >>"{tools}/asked"\n[[ "$*" != *{fails_on}* ]]\n', encoding="utf-8")
    az.chmod(0o755)


def asked(tools: Path) -> list[str]:
    """Return the lines that `az` noted."""
    note = tools / "asked"
    return note.read_text(encoding="utf-8").splitlines() if note.exists() else []


def run(tools: Path, hook: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a hook as azd does: from another folder, with the outputs of main.bicep as variables."""
    return subprocess.run(  # noqa: S603 - our own script
        [HOOKS / hook],
        env={"PATH": str(tools), **OUTPUTS, **variables},
        cwd=tools,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_workbook_is_deployed_into_the_resource_group(tools: Path) -> None:
    add_az(tools)
    assert run(tools, "after-provision.sh", {}).returncode == 0
    (command,) = asked(tools)
    assert command.startswith("deployment group create --subscription 0000-sub --resource-group rg-people ")
    assert command.endswith("--template-file workbook.bicep --parameters workspaceId=/workspaces/w")


@pytest.mark.parametrize("told", ["true", "True"])
def test_a_private_network_gets_its_dns_zones_before_the_app_is_deployed(tools: Path, told: str) -> None:
    add_az(tools)
    assert run(tools, "after-provision.sh", {"AZURE_PRIVATE_NETWORK": told}).returncode == 0
    assert [command.rpartition("--template-file ")[2] for command in asked(tools)] == [
        "private-dns.bicep --parameters suffix=x1",
        "workbook.bicep --parameters workspaceId=/workspaces/w",
    ]


def test_zones_that_are_kept_centrally_are_left_alone(tools: Path) -> None:
    add_az(tools)
    run(tools, "after-provision.sh", {"AZURE_PRIVATE_NETWORK": "true", "PRIVATE_DNS": "central"})
    assert [command for command in asked(tools) if "private-dns" in command] == []


@pytest.mark.parametrize("has_az", [True, False], ids=["az refuses", "there is no az"])
def test_without_a_workbook_the_deployment_goes_on_and_is_told_how_to_make_one(tools: Path, *, has_az: bool) -> None:
    if has_az:
        add_az(tools, fails_on="workbook")
    ended = run(tools, "after-provision.sh", {})
    assert ended.returncode == 0
    assert 'Sign in with "az login" and run, in infra:\n  az deployment group create' in ended.stderr


def test_without_dns_zones_the_deployment_stops(tools: Path) -> None:
    add_az(tools, fails_on="private-dns")
    ended = run(tools, "after-provision.sh", {"AZURE_PRIVATE_NETWORK": "true"})
    assert ended.returncode != 0
    assert "infra/private-dns.bicep is not deployed" in ended.stderr


@pytest.mark.parametrize("hook", ["after-provision.sh", "after-deploy.sh"])
def test_a_hook_without_azds_variables_fails_by_name(tools: Path, hook: str) -> None:
    ended = subprocess.run(  # noqa: S603 - our own script
        [HOOKS / hook], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert re.search("AZURE_[A-Z_]+: is ", ended.stderr)


def test_what_is_left_to_do_is_told_with_the_names_of_this_deployment(tools: Path) -> None:
    ended = run(tools, "after-deploy.sh", {"AZURE_SECRETS_TO_SET": '["bob-webhook-secret","bob-service-user-token"]'})
    assert ended.returncode == 0
    lines = [line.strip() for line in ended.stdout.splitlines()]
    assert "infra/grant-graph-permissions.sh 0000-identity" in lines
    stored = [line for line in lines if line.startswith("az keyvault secret set --vault-name kv-x1 ")]
    assert [line.split()[7] for line in stored] == ["bob-webhook-secret", "bob-service-user-token"]
    assert "az functionapp restart --resource-group rg-people --name func-x1" in lines
    assert "./dev setup-check --url https://func-x1.azurewebsites.net" in lines


def test_what_is_done_already_is_not_told(tools: Path) -> None:
    ended = run(tools, "after-deploy.sh", {"GRANT_GRAPH_PERMISSIONS": "true"})
    assert "grant-graph-permissions" not in ended.stdout
    assert "secret set" not in ended.stdout
    assert "2. See whether all is right" in ended.stdout


def test_every_variable_that_the_hooks_need_is_an_output_of_the_deployment() -> None:
    outputs = set(
        re.findall(r"^output (\w+)", (ROOT / "infra" / "main.bicep").read_text(encoding="utf-8"), re.MULTILINE)
    )
    needed = {name for hook in HOOKS.iterdir() for name in re.findall(r"\bAZURE_\w+", hook.read_text(encoding="utf-8"))}
    by_azd_itself = {"AZURE_SUBSCRIPTION_ID"}
    assert needed - by_azd_itself <= outputs
    assert needed - by_azd_itself <= OUTPUTS.keys() | {"AZURE_PRIVATE_NETWORK"}


def test_azd_deploys_the_folder_that_is_built_and_builds_nothing_on_azure() -> None:
    lines = [line.strip() for line in AZURE_YAML.splitlines()]
    assert f"dist: {TARGET.relative_to(ROOT).as_posix()}/app" in lines
    assert "remoteBuild: false" in lines
    assert "path: infra" in lines


def test_the_hooks_that_azd_runs_can_be_run() -> None:
    named = {ROOT / path for path in re.findall(r"run: (\S+)", AZURE_YAML)}
    assert named == set(HOOKS.iterdir())
    assert [hook for hook in named if not os.access(hook, os.X_OK)] == []


def test_azd_builds_with_python_alone_and_makes_no_development_environment(tools: Path, tmp_path: Path) -> None:
    python = tools / "python3.13"
    python.write_text(f'#!/usr/bin/env bash\necho "$*" >>"{tools}/asked"\n', encoding="utf-8")
    python.chmod(0o755)
    checkout = tmp_path / "checkout"
    hook = checkout / "infra" / "hooks" / "build-package.sh"
    hook.parent.mkdir(parents=True)
    shutil.copy(HOOKS / hook.name, hook)
    shutil.copy(ROOT / "dev", checkout)
    ended = subprocess.run([hook], env={"PATH": str(tools), "HOME": "/"}, cwd=tools, check=False)  # noqa: S603 - our own script
    assert ended.returncode == 0
    assert asked(tools)[-1] == "-m local.package --no-tests"
    assert [line for line in asked(tools) if "venv" in line or "pip" in line] == []


def test_the_service_has_the_tag_by_which_azd_finds_the_app() -> None:
    (service,) = re.findall(r"^services:\n  (\w+):", AZURE_YAML, re.MULTILINE)
    modules = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "infra").rglob("*.bicep"))
    assert f"'azd-service-name': '{service}'" in modules


def test_core_tools_publish_no_more_from_the_repository_than_the_package_holds() -> None:
    """`func azure functionapp publish` in the repository's folder obeys .funcignore."""
    ignored = (ROOT / ".funcignore").read_text(encoding="utf-8").splitlines()
    left = {file.name for file in ROOT.iterdir() if not any(fnmatch(file.name, rule) for rule in ignored)}
    assert left == {"function_app.py", "host.json", "provisioning", "requirements.txt", ".funcignore"}
