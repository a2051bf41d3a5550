"""The servers: what each is made of, how it is configured, and the command that starts it.

Each listens on 127.0.0.1 only, keeps its files in the folder it is given, and stays in the foreground.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from interop.installing import debian, libraries, pypi


@dataclass(frozen=True, slots=True)
class Start:
    """A command and what is added to its environment."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Server:
    """One implementation; its target file in suites/targets has the same name."""

    name: str
    suites: Sequence[str]
    start: Callable[[Path, int], Start]


def apache(folder: Path, port: int) -> Start:
    """Apache httpd with mod_dav_fs."""
    root = debian("apache", ["apache2-bin", "libapr1", "libaprutil1"])
    modules = ("mpm_event", "authz_core", "dir", "dav", "dav_fs", "dav_lock", "headers", "mime")
    (folder / "files").mkdir()
    lines = [f"LoadModule {name}_module {root}/usr/lib/apache2/modules/mod_{name}.so" for name in modules]
    lines += [
        f"ServerRoot {folder}",
        f"Listen 127.0.0.1:{port}",
        "ServerName 127.0.0.1",
        f"PidFile {folder}/pid",
        f"ErrorLog {folder}/errors",
        f"DocumentRoot {folder}/files",
        f"DavLockDB {folder}/locks",
        "TypesConfig /dev/null",
        f"<Directory {folder}/files>",
        "Dav On",
        "Require all granted",
        "</Directory>",
    ]
    return Start([f"{root}/usr/sbin/apache2", "-DFOREGROUND", "-f", _written(folder, lines)], libraries(root))


def lighttpd(folder: Path, port: int) -> Start:
    """Run lighttpd with mod_webdav; it takes Content-Range in PUT only when told to."""
    root = debian("lighttpd", ["lighttpd", "lighttpd-mod-webdav", "libnettle8", "liblua5.3-0", "libxxhash0"])
    (folder / "files").mkdir()
    lines = [
        'server.modules = ("mod_webdav")',
        'server.bind = "127.0.0.1"',
        f"server.port = {port}",
        f'server.document-root = "{folder}/files"',
        f'server.errorlog = "{folder}/errors"',
        f'server.upload-dirs = ("{folder}")',
        'webdav.activate = "enable"',
        'webdav.is-readonly = "disable"',
        'webdav.opts = ("partial-put-copy-modify" => "enable")',
    ]
    command = [f"{root}/usr/sbin/lighttpd", "-D", "-f", _written(folder, lines), "-m", f"{root}/usr/lib/lighttpd"]
    return Start(command, libraries(root))


def nginx(folder: Path, port: int) -> Start:
    """Run nginx with its dav module."""
    root = debian("nginx", ["nginx", "nginx-common"])
    for name in ("files", "bodies"):
        (folder / name).mkdir()
    lines = [
        "daemon off;",
        "worker_processes 1;",
        "user root;",
        f"pid {folder}/pid;",
        f"error_log {folder}/errors;",
        "events { worker_connections 256; }",
        "http {",
        "access_log off;",
        *(f"{kind}_temp_path {folder}/bodies;" for kind in ("proxy", "fastcgi", "uwsgi", "scgi")),
        f"client_body_temp_path {folder}/bodies;",
        "client_max_body_size 128m;",
        f"server {{ listen 127.0.0.1:{port}; root {folder}/files;",
        "location / { dav_methods PUT DELETE MKCOL; create_full_put_path on; }",
        "}",
        "}",
    ]
    command = [f"{root}/usr/sbin/nginx", "-p", str(folder), "-c", _written(folder, lines), "-e", f"{folder}/errors"]
    return Start(command, libraries(root))


def wsgidav(folder: Path, port: int) -> Start:
    """Run WsgiDAV on cheroot."""
    programs = pypi("wsgidav", ["wsgidav", "cheroot"])
    command = [str(programs / "wsgidav"), "--host", "127.0.0.1", "--port", str(port)]
    return Start([*command, "--root", str(folder), "--auth", "anonymous", "--no-config"])


def copyparty(folder: Path, port: int) -> Start:
    """Run copyparty with one writable volume."""
    programs = pypi("copyparty", ["copyparty"])
    (folder / "files").mkdir()
    command = [str(programs / "copyparty"), "-i", "127.0.0.1", "-p", str(port), "-v", f"{folder}/files::rwmda", "-q"]
    return Start([*command, "--hist", f"{folder}/index"], {"HOME": str(folder)})


def _written(folder: Path, lines: Sequence[str]) -> str:
    path = folder / "configuration"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


_WRITERS = ("byte-range-patch", "partial-upload")
SERVERS: Mapping[str, Server] = {
    server.name: server
    for server in (
        Server("apache-mod-dav", _WRITERS, apache),
        Server("lighttpd-mod-webdav", _WRITERS, lighttpd),
        Server("nginx-dav", _WRITERS, nginx),
        Server("wsgidav", _WRITERS, wsgidav),
        Server("copyparty", _WRITERS, copyparty),
    )
}
