"""The command line starts quickly, because it loads what a command needs and not more."""

import subprocess
import sys

HEAVY = ("pytest", "_pytest", "pydantic", "asyncio", "yaml", "h11", "jinja2", "rich", "abnf", "midflight_reference")


def test_help_loads_next_to_nothing() -> None:
    code = (
        "import sys, midflight.cli\n"
        "try: midflight.cli.main(['run', '--help'])\n"
        f"finally: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, "[]\n")
    assert "--known-failures" in run.stdout
    assert "exit status:" in run.stdout


def test_the_package_is_a_command() -> None:
    command = [sys.executable, "-m", "midflight", "--version"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("midflight ")


def test_each_command_says_what_its_own_exit_status_means() -> None:
    said = {}
    for command in ("run", "probe", "init", "list", "check", "explain", "serve", "validate", "report", "completion"):
        line = [sys.executable, "-m", "midflight", command, "--help"]
        run = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        assert run.returncode == 0
        said[command] = run.stdout.partition("exit status:\n")[2]
    assert all(said.values())
    assert len(set(said.values())) == len(said)
