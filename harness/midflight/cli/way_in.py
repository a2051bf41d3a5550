"""The parsers of the commands for a first run: probe, init, explain, list, completion."""

from __future__ import annotations

from midflight.cli.parsing import Choice, Commands, add_selection, add_trust, command

_PROBE = """Without --write it sends nothing but GET, HEAD and OPTIONS, in HTTP/1.1 and 1.0 and with different fields:
methods that are safe (RFC 9110, section 9.2.1). No PATCH is among them: even one of an unknown media type may create
what it names. The paths are *, that of URL, and the one that --long-op names (OPTIONS, and GET or HEAD if it says so).

With --write it also sends PUT, PATCH and DELETE, but only to names of its own that nobody else uses, below --prefix,
which it deletes at the end; and it sends the request of --long-op twice, each of which starts the operation.

What it finds are observations, not verdicts. It talks to the origin of URL and to no other, and follows no redirect.
Bounds: --patience for a silence, three times that for an answer, 60 s for an operation, silent or not, 1 MiB of
content, 180 s for everything, and 30 s more to delete what was made."""


def add_to(commands: Commands) -> None:
    """Add the commands of a first run."""
    _add_probe(commands)
    _add_init(commands)
    _add_explain(commands)
    _add_list(commands)
    _add_completion(commands)


def _add_probe(commands: Commands) -> None:
    probe = command(commands, "probe", "look at a server, and write a first target file for it", _PROBE)
    probe.add_argument("url", metavar="URL", help="where the server is, with a base path if there is one")
    probe.add_argument("-o", "--output", metavar="FILE", help="write a target file here")
    probe.add_argument("--force", action="store_true", help="write it even where there is one already")
    probe.add_argument("--write", action="store_true", help="also send requests that change something (see above)")
    probe.add_argument(
        "--prefix",
        metavar="PREFIX",
        help="a path that ends in /, below which fresh names can be written, such as /files/",
    )
    probe.add_argument(
        "--long-op",
        metavar="REQUEST",
        help="what starts a long operation: a path, or a method and a path: 'POST /capture'",
    )
    probe.add_argument(
        "--patience",
        metavar="SECONDS",
        type=float,
        default=5.0,
        help="the longest wait for octets (default: %(default)s)",
    )
    add_trust(probe)


def _add_init(commands: Commands) -> None:
    init = command(commands, "init", "write a starter target file and, if asked, a CI job")
    init.add_argument("url", nargs="?", metavar="URL", default="http://127.0.0.1:8080", help="default: %(default)s")
    init.add_argument("--target", metavar="FILE", default="midflight.yaml", help="its name (default: %(default)s)")
    init.add_argument(
        "--ci", type=Choice("github", "gitlab"), metavar="github|gitlab", help="also a job that runs midflight there"
    )
    init.add_argument("--force", action="store_true", help="write the files even where there are some already")


def _add_explain(commands: Commands) -> None:
    explain = command(commands, "explain", "tell a case as prose, with the octets that it sends")
    explain.add_argument("case", metavar="CASE", help="the id of a case, of its requirement, or a pattern")
    explain.add_argument(
        "--target", metavar="FILE", help="show the requests to this target (default: to the bundled reference server)"
    )


def _add_list(commands: Commands) -> None:
    list_ = command(commands, "list", "list the cases that would run, and why the others would not")
    list_.add_argument("--target", metavar="FILE", help="the target file: tells which cases apply")
    add_selection(list_)
    list_.add_argument(
        "--requirement", metavar="ID", action="append", default=[], help="only cases of this rule (may be repeated)"
    )
    list_.add_argument(
        "--claim", metavar="CLAIM", action="append", default=[], help="only cases that rest on this claim (all of them)"
    )
    list_.add_argument("--revision", metavar="NAME", help="only rules that this revision of a specification has")
    list_.add_argument("--json", action="store_true", help="print a JSON list, for other programs")


def _add_completion(commands: Commands) -> None:
    completion = command(commands, "completion", "print a script that teaches a shell these commands")
    completion.add_argument(
        "shell", type=Choice("bash", "zsh", "fish"), metavar="bash|zsh|fish", help="the shell to print it for"
    )
