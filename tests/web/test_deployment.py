"""The container and its neighbours: built and run where there is a docker daemon, else checked part by part."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from making import make_reading
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from konon.cli import run
from konon.ledger import Ledger
from konon.web import serving

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


def test_every_part_that_is_installed_is_locked_in_a_version_that_it_takes():
    """What the image's `pip install` is held to; a part without a lock would be another one next month."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    (extras,) = re.findall(r'"\.\[([\w,]+)\]"', read("Dockerfile"))
    asked = [
        *project["dependencies"],
        *(one for name in extras.split(",") for one in project["optional-dependencies"][name]),
    ]
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", read(".ci/lock.txt"), re.M))
    versions = {canonicalize_name(name): version for name, version in locked.items()}
    for one in map(Requirement, asked):
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            assert one.specifier.contains(versions[canonicalize_name(one.name)], prereleases=True), one


def test_users_folders_and_ports_are_the_same_everywhere(compose):
    said = dict(instructions())
    run_line = next(rest for word, rest in instructions() if word == "RUN" and "useradd" in rest)
    user = said["USER"]
    assert re.search(rf"useradd [^&]*\b{user}\b", run_line)
    assert f"install -d -o {user} -g {user} {said['WORKDIR']}" in run_line
    assert said["WORKDIR"] == said["VOLUME"]
    assert f"home:/home/{user}" in compose["services"]["konon"]["volumes"]
    assert int(said["EXPOSE"]) == serving.PORT
    assert f"127.0.0.1:{serving.PORT}/" in said["HEALTHCHECK"]
    assert re.findall(r"reverse_proxy (\w+):(\d+)", read("docs/Caddyfile")) == [("konon", str(serving.PORT))]
    assert set(compose["volumes"]) == {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
        if not volume.startswith(".")
    }


def test_the_database_that_is_asked_is_the_one_that_is_there(compose):
    services = compose["services"]
    (address,) = [word.partition("=")[2] for word in services["konon"]["command"] if word.startswith("--ledger=")]
    parts, given = urlsplit(address), services["database"]["environment"]
    assert services[parts.hostname] is services["database"]
    assert (parts.username, parts.path) == (given["POSTGRES_USER"], f"/{given['POSTGRES_DB']}")
    assert parts.password is None
    assert services["konon"]["environment"]["PGPASSWORD"] == given["POSTGRES_PASSWORD"]
    ready = shlex.split(services["database"]["healthcheck"]["test"][1])
    assert ready == ["pg_isready", "-U", parts.username, "-d", parts.path[1:]]
    for service in services.values():  # who waits for a healthy one waits for one that tells
        for other, how in service["depends_on"].items() if isinstance(service.get("depends_on"), dict) else ():
            assert how["condition"] != "service_healthy" or "healthcheck" in services[other]
    assert f"--ledger {address}" in read("docs/team.md")


def test_what_has_to_be_told_is_told_in_the_documents_and_nothing_else(compose):
    needed = set(re.findall(r"\$\{(\w+):\?", read("compose.yaml")))
    exported = {
        name
        for line in re.findall(r"^export (.+)$", read("docs/team.md"), re.M)
        for name in re.findall(r"(\w+)=", line)
    }
    assert needed == exported
    assert set(re.findall(r"\$\{(\w+)", read("compose.yaml"))) == needed
    assert set(re.findall(r"\{\$(\w+)\}", re.sub(r"#.*", "", read("docs/Caddyfile")))) <= set(
        compose["services"]["proxy"]["environment"]
    )


@pytest.mark.parametrize("of", ["image", "compose"])
def test_a_server_that_runs_so_says_that_it_lives(compose, tmp_path, of):
    """As the image starts it, and as compose does, on a file; then the words of the image's health check."""
    ledger = tmp_path / "konon.db"
    with Ledger.open(ledger, write=True) as opened:
        opened.add(make_reading(id="satu"))
        opened.accounts.add("Sari", "empat kata yang panjang", "editor", by="root")
    (default,) = [rest for word, rest in instructions() if word == "CMD"]
    command = yaml.safe_load(default) if of == "image" else compose["services"]["konon"]["command"]
    kept = [re.sub(r"\$\{.*?\}", "berita.example", word) for word in command if not word.startswith("--ledger")]
    local = [word.replace("0.0.0.0", "127.0.0.1") for word in kept]  # a test listens for this machine alone
    started = [sys.executable, "-m", "konon.cli", *local, "--ledger", str(ledger), "--port", "0"]
    (check,) = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    _, code = yaml.safe_load(check[check.index("[") :])[1:]
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            port = re.search(r":(\d+)/", process.stdout.readline())[1]
            ask = [sys.executable, "-c", code.replace(str(serving.PORT), port).replace("timeout=4", "timeout=60")]
            assert subprocess.run(ask, timeout=120, check=False).returncode == 0
        finally:
            process.terminate()
    assert subprocess.run(ask, timeout=120, check=False, capture_output=True).returncode != 0  # nobody is there now


@pytest.mark.skipif(not has_daemon(), reason="there is no docker daemon")
def test_the_image_is_built_and_runs():
    tag = "konon-test"
    subprocess.run([DOCKER, "build", "-q", "-t", tag, str(ROOT)], check=True, timeout=1800)
    shown = subprocess.run([DOCKER, "run", "--rm", tag, "--version"], check=True, capture_output=True, timeout=120)
    assert shown.stdout.startswith(b"konon ")
    refused = subprocess.run([DOCKER, "run", "--rm", tag], capture_output=True, timeout=120, check=False)
    assert b"there is no such ledger" in refused.stderr
