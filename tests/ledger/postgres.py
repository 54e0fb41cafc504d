"""A PostgreSQL server of the tests' own: from KONON_TEST_POSTGRES, else started where its programs are installed."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

NONE = "no PostgreSQL: install Debian's postgresql, or set KONON_TEST_POSTGRES to an address that may make databases"


def find_programs():
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += [Path(found).parent for found in [shutil.which("initdb")] if found]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def as_server_user(command):
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


@contextmanager
def running_server():
    """The address of a database that may make others, with a server behind it while the context lasts; or None."""
    if given := os.environ.get("KONON_TEST_POSTGRES"):
        yield given
        return
    programs = find_programs()
    if programs is None or (os.geteuid() == 0 and "postgres" not in {user.pw_name for user in pwd.getpwall()}):
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="konon-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = str(folder / "data")
        run = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        setup = ["initdb", "-D", data, "-U", "konon", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(as_server_user([str(programs / setup[0]), *setup[1:]]), check=True, **run)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        start = [str(programs / "pg_ctl"), "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start"]
        subprocess.run(as_server_user(start), check=True, **run)
        try:
            yield f"postgresql://konon@127.0.0.1:{port}/postgres"
        finally:
            stop = [str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
            subprocess.run(as_server_user(stop), check=True, **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
