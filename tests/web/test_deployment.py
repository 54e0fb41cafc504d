"""The container and its neighbours: built and run where there is a docker daemon, else checked part by part."""

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from konon.cli import run

ROOT = Path(__file__).parent.parent.parent
DOCKER = shutil.which("docker")


def read(name):
    return (ROOT / name).read_text("utf-8")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(read("compose.yaml"))


def has_daemon():
    if not DOCKER:
        return False
    return subprocess.run([DOCKER, "info"], capture_output=True, timeout=30, check=False).returncode == 0


def instructions():
    joined = re.sub(r"\\\n\s*", " ", read("Dockerfile"))
    return [line.split(None, 1) for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def test_what_is_copied_into_the_image_is_there_and_not_left_out():
    kept = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    for word, rest in instructions():
        if word == "COPY" and "--from" not in rest:
            for source in shlex.split(rest)[:-1]:
                assert (ROOT / source).exists(), source
                assert source in kept, source


def test_the_parts_that_are_installed_exist():
    extras = set(tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"])
    (asked,) = re.findall(r'"\.\[([\w,]+)\]"', read("Dockerfile"))
    assert set(asked.split(",")) <= extras


def test_it_runs_as_nobody_in_particular_and_says_that_it_lives():
    words = [word for word, _ in instructions()]
    assert [rest for word, rest in instructions() if word == "USER"] == ["konon"]
    assert "HEALTHCHECK" in words
    assert words.index("USER") < words.index("CMD")


def options_of(command):
    return {word.partition("=")[0] for word in command if word.startswith("--")}


def test_the_commands_are_konons_own(compose, capsys):
    (default,) = [rest for word, rest in instructions() if word == "CMD"]
    commands = [yaml.safe_load(default), compose["services"]["konon"]["command"]]
    assert run(["serve", "--help"]) == 0
    known = capsys.readouterr().out
    for command in commands:
        assert command[0] == "serve"
        for option in options_of(command):
            assert option in known, option


def test_no_password_stands_in_the_files(compose):
    for service in compose["services"].values():
        for name, value in (service.get("environment") or {}).items():
            assert "PASSWORD" not in name or value.startswith("${"), name
    assert compose["services"]["database"].get("ports") is None
    assert compose["services"]["konon"].get("ports") is None


def test_services_and_volumes_that_are_named_are_there(compose):
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in compose["volumes"], source
    assert f"reverse_proxy konon:{8765}" in read("docs/Caddyfile")


@pytest.mark.skipif(not has_daemon(), reason="there is no docker daemon")
def test_the_image_is_built_and_runs():
    tag = "konon-test"
    subprocess.run([DOCKER, "build", "-q", "-t", tag, str(ROOT)], check=True, timeout=1800)
    shown = subprocess.run([DOCKER, "run", "--rm", tag, "--version"], check=True, capture_output=True, timeout=120)
    assert shown.stdout.startswith(b"konon ")
    refused = subprocess.run([DOCKER, "run", "--rm", tag], capture_output=True, timeout=120, check=False)
    assert b"there is no such ledger" in refused.stderr
