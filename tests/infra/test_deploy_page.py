"""docs/deploy.md names what is there: commands that a shell reads, variables, outputs, files, settings, headings."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from local.infra.reading import read
from provisioning.rules.checking import problems
from provisioning.settings import parse_settings
from tests.infra.deploy_page import PAGE, ROOT, blocks, requests
from tests.infra.deployments import app_settings, deployed_by_azd

INFRA = ROOT / "infra"
GIVEN = (INFRA / "main.bicepparam").read_text(encoding="utf-8")
HOOKS = "".join(hook.read_text(encoding="utf-8") for hook in sorted((INFRA / "hooks").glob("*.sh")))
TEMPLATE_VARIABLES = set(re.findall(r"readEnvironmentVariable\('(\w+)'", GIVEN))
VARIABLES = TEMPLATE_VARIABLES | set(re.findall(r"\$\{(\w+):-", HOOKS))
MAIN = read(INFRA / "main.bicep").declarations
OUTPUTS = {each.name for each in MAIN if each.kind == "output"}
PARAMETERS = {each.name for each in MAIN if each.kind == "param"}
SHELL = list(blocks("sh"))
LINKED = re.findall(r"\]\(([\w./-]+\.md)(?:#([\w-]+))?\)", PAGE)


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_there_are_commands_to_look_at() -> None:
    assert len(SHELL) > 12
    assert len(requests()) >= 5


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.splitlines()[0][:50])
def test_a_shell_reads_every_block_of_commands(block: str) -> None:
    shell = shutil.which("bash")
    assert shell
    read_only = [shell, "-n"]
    done = subprocess.run(read_only, input=block, capture_output=True, text=True, check=False)  # noqa: S603 - runs nothing
    assert done.stderr == ""


def test_every_variable_that_is_set_is_read_by_the_deployment() -> None:
    text = "\n".join(SHELL)
    exported = re.findall(r"^export (.+)$", text, re.MULTILINE)
    names = set(re.findall(r"azd env set (\w+)", PAGE)) | set(re.findall(r"\b([A-Z][A-Z_]+)=", " ".join(exported)))
    assert len(names) > 5
    assert names <= VARIABLES


def test_every_value_that_is_read_is_an_output_of_the_deployment() -> None:
    names = set(re.findall(r"\$\{?(AZURE_\w+)", "\n".join(SHELL))) | set(re.findall(r"\(value (\w+)\)", PAGE))
    names |= set(re.findall(r"azd env get-value (\w+)", PAGE))
    assert len(names) > 5
    assert names - {"AZURE_LOCATION"} <= OUTPUTS


def test_every_parameter_that_is_named_is_there() -> None:
    named = {"recoverKeyVault", "furtherAppSettings", "administratorAddresses", "allowPrivateAddresses"}
    named |= {"createAdministratorsApp"}
    assert {name for name in named if f"`{name}`" not in PAGE} == set()
    assert named <= PARAMETERS


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"(?:infra|tests|docs)/[\w/.-]+\.\w+", PAGE))
    assert len(named) > 3
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(("page", "anchor"), sorted(set(LINKED)))
def test_every_link_leads_somewhere(page: str, anchor: str) -> None:
    target = ROOT / "docs" / page
    assert target.exists()
    assert not anchor or anchor in headings(target)


def test_all_settings_are_settings_that_the_app_takes() -> None:
    bodies = [each.body for each in requests() if each.path == "/api/settings"]
    bodies += [each.body["settings"] for each in requests() if isinstance(each.body, dict) and "settings" in each.body]
    assert len(bodies) > 3
    assert [problems(parse_settings(body)) for body in bodies] == [[]] * len(bodies)


def test_an_hr_systems_key_is_one_of_the_function_that_takes_events_in() -> None:
    text = (ROOT / "function_app.py").read_text(encoding="utf-8")
    route = re.search(r'@app.route\("hr-events/\{source\}".+?async def (\w+)', text, re.DOTALL)
    assert route
    assert re.findall(r"az functionapp (.*)keys set", PAGE) == ["function "]
    assert re.findall(r"--function-name (\w+)", PAGE) == [route[1]]


def test_the_secrets_that_are_set_are_those_that_the_example_needs() -> None:
    references = [str(value) for value in app_settings(deployed_by_azd(HR_SYSTEMS="bob")).values()]
    needed = {found[1] for found in (re.search(r"/?secrets/([\w-]+)\)", each) for each in references) if found}
    (named,) = re.findall(r"for NAME in (.+); do", PAGE)
    assert "azd env set HR_SYSTEMS bob" in PAGE
    assert set(named.split()) == needed


def test_no_secret_is_a_variable_of_azd() -> None:
    assert len(TEMPLATE_VARIABLES) > 10
    assert [name for name in sorted(TEMPLATE_VARIABLES) if re.search(r"SECRET|TOKEN|PASSWORD|_KEY", name)] == []


def test_every_own_command_is_one_of_dev() -> None:
    commands = set(re.findall(r"\./dev ([a-z-]+)", PAGE))
    usage = (ROOT / "dev").read_text(encoding="utf-8")
    assert commands
    assert [command for command in sorted(commands) if not re.search(rf"^  {command}\b", usage, re.MULTILINE)] == []


def test_the_workflow_signs_in_without_a_secret_and_builds_nothing_on_azure() -> None:
    (text,) = blocks("yaml")
    assert "permissions:\n  id-token: write\n  contents: read\n" in text
    assert "secrets." not in text
    assert " ".join(text.split()).endswith("--src .local/package/app.zip --build-remote false")
