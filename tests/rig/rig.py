"""What the journeys share: one tocsin instance under test, talking HTTP to it, and looking at what leaves it.

A journey is an executable file of tests/journeys. It gets TOCSIN_BIN and TOCSIN_SUITES, prints one summary line
last, ends non-zero on failure and with 77 when it cannot run here. Start it with `#!/usr/bin/python3`, because
the packages it needs belong to Debian's Python. A sketch:

    import rig
    with rig.MailSink(rig.scratch() / "mail") as sink, rig.Instance.new("acme", sink) as tocsin:
        answer = tocsin.public.get("/")
        rig.expect(answer.status == 200, "the home page answers")
    rig.finish("journey")

Traffic goes to loopback only. Processes are ended by the id they were started with, and by nothing else.
"""
import atexit
import dataclasses
import html.parser
import http.client
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

from mail_sink import Mail, MailSink, Misbehaviour  # noqa: F401  (journeys take them from here)

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("TOCSIN_BIN", ROOT / "build/release/tocsin"))
SUITES = pathlib.Path(os.environ.get("TOCSIN_SUITES", ROOT.parent / "shared" / "data"))
SKIPPED = 77


# ------------------------------------------------------------------------------------------ verdicts

_passed: list[str] = []
_failed: list[str] = []
_skipped: list[str] = []


def expect(condition: object, what: str) -> bool:
    """One check: a sentence about what holds. Counted, and shown when it does not hold."""
    if condition:
        _passed.append(what)
    else:
        _failed.append(what)
        caller = sys._getframe(1)
        while caller.f_code.co_filename == __file__ and caller.f_back:
            caller = caller.f_back
        print(f"FAILED {pathlib.Path(caller.f_code.co_filename).name}:{caller.f_lineno}: {what}", flush=True)
    return bool(condition)


def expect_equal(found: object, wanted: object, what: str) -> bool:
    holds = found == wanted
    return expect(holds, what if holds else f"{what}: found {found!r}, wanted {wanted!r}")


def skip_check(what: str) -> None:
    """One check that cannot run here, for the reason given."""
    _skipped.append(what)
    print(f"skipped: {what}", flush=True)


def skip(reason: str) -> None:
    """The whole journey cannot run here."""
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def tally() -> tuple[int, int, int]:
    """Passed, failed, skipped, so far."""
    return len(_passed), len(_failed), len(_skipped)


def counts() -> str:
    return f"{len(_passed)} passed, {len(_failed)} failed, {len(_skipped)} skipped"


def finish(summary: str | None = None) -> None:
    """Prints the summary line and ends. Without `summary` the line is the counts, which ./dev adds up."""
    if not _passed and not _failed:
        expect(False, "the journey checked something")
    print(f"{summary}" if summary else counts(), flush=True)
    sys.exit(1 if _failed else 0)


# --------------------------------------------------------------------------------------- scratch, ports

def scratch() -> pathlib.Path:
    """A new folder that goes when the journey ends, unless KEEP_SCRATCH is set."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tocsin-"))
    if os.environ.get("KEEP_SCRATCH"):
        print(f"kept: {folder}")
    else:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on now, all different."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


# -------------------------------------------------------------------------------------------------- HTTP

@dataclasses.dataclass(frozen=True)
class Answer:
    """An HTTP response as it came: nothing followed, nothing decoded."""
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        found = self.all(name)
        return found[0] if found else None

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.header("Location") or ""


class Client:
    """One visitor of one address. Keeps cookies by name, by hand, so that a test sees each of them.

    Every byte that was received is given to `on_bytes`, which is how a canary scan sees all of it.
    """

    def __init__(self, port: int, tls: ssl.SSLContext | None = None, host: str | None = None, on_bytes=None,
                 origin: str | None = None):
        self.port, self.tls, self.host, self.on_bytes = port, tls, host, on_bytes
        self._origin = origin
        self.cookies: dict[str, str] = {}

    def request(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        kind = http.client.HTTPSConnection if self.tls else http.client.HTTPConnection
        connection = kind("127.0.0.1", self.port, timeout=30, **({"context": self.tls} if self.tls else {}))
        sent = {"Host": self.host or f"127.0.0.1:{self.port}", "Connection": "close", "Accept-Encoding": "identity"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent.update(headers or {})
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.reason, response.getheaders(), response.read())
        finally:
            connection.close()
        for line in answer.all("Set-Cookie"):
            pair, *attributes = [part.strip() for part in line.split(";")]
            name, _, value = pair.partition("=")
            if value == "" or any(attribute.lower() == "max-age=0" for attribute in attributes):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        if self.on_bytes:
            head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers).encode("latin-1", "replace")
            self.on_bytes(f"{method} {path}", head + b"\r\n" + answer.body)
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, headers={key.replace("_", "-"): value for key, value in headers.items()})

    def post_form(self, path: str, fields: dict[str, str] | list[tuple[str, str]], **headers: str) -> Answer:
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        sent.update({key.replace("_", "-"): value for key, value in headers.items()})
        return self.request("POST", path, urllib.parse.urlencode(fields).encode(), sent)

    def post_multipart(self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]] | None = None,
                       **headers: str) -> Answer:
        boundary = "----tocsin" + os.urandom(12).hex()
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in fields.items()]
        for name, (filename, content) in (files or {}).items():
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
                         f'Content-Type: application/octet-stream\r\n\r\n'.encode() + content + b"\r\n")
        sent = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Origin": self.origin}
        sent.update({key.replace("_", "-"): value for key, value in headers.items()})
        return self.request("POST", path, b"".join(parts) + f"--{boundary}--\r\n".encode(), sent)

    def follow(self, answer: Answer, hops_max: int = 5) -> Answer:
        """Follows redirects on this same address with GET, as a browser would after a form."""
        while answer.status in (301, 302, 303, 307, 308) and hops_max:
            target = urllib.parse.urlsplit(answer.location)
            answer = self.get(target.path + (f"?{target.query}" if target.query else ""))
            hops_max -= 1
        return answer

    @property
    def origin(self) -> str:
        """What a browser would send as Origin from a page of this address; `origin` says it for a site behind a proxy."""
        return self._origin or f"{'https' if self.tls else 'http'}://{self.host or f'127.0.0.1:{self.port}'}"


class _Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("href", "src", "action") and value]


def links_of(page: str) -> list[str]:
    """Every href, src and action of an HTML page, in order, as written."""
    parser = _Links()
    parser.feed(page)
    return parser.found


class _Form(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[dict] = []
        self.inside = False
        self.area: str | None = None       # the name of the open textarea
        self.select: str | None = None     # the name of the open select

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "method": (given.get("method") or "get").lower(), "fields": {}})
            self.inside = True
            return
        if not self.inside:
            return
        fields = self.forms[-1]["fields"]
        if tag == "option" and self.select and ("selected" in given or self.select not in fields):
            fields[self.select] = value
        elif tag == "select" and name:
            self.select = name
        elif tag == "textarea" and name:
            self.area, fields[name] = name, ""
        elif tag == "input" and name:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given or given.get("type") == "file":
                return
            fields[name] = value

    def handle_data(self, data):
        if self.area:
            self.forms[-1]["fields"][self.area] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area:
            self.forms[-1]["fields"][self.area] = self.forms[-1]["fields"][self.area].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None


def forms_of(page: str) -> list[dict]:
    """The forms of a page: action, method, and the fields as a browser would send them untouched. Buttons are not
    among them: a caller says which one is pressed."""
    parser = _Form()
    parser.feed(page)
    return parser.forms


def form_to(page: str, action: str) -> dict:
    """The form of a page that posts to this address; KeyError names those that are there."""
    for form in forms_of(page):
        if form["action"] == action:
            return form
    raise KeyError(f"no form to {action}; there are: {[form['action'] for form in forms_of(page)]}")


# -------------------------------------------------------------------------------- the instance under test

@dataclasses.dataclass(frozen=True)
class Certificate:
    """A certificate for loopback that nobody else trusts, and its key, as PEM files."""
    chain: pathlib.Path
    key: pathlib.Path

    @classmethod
    def new(cls) -> "Certificate":
        if not shutil.which("openssl"):
            skip("openssl is not installed; ./dev test installs it")
        folder = scratch()
        made = cls(folder / "chain.pem", folder / "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", made.key, "-out", made.chain],
                       check=True, capture_output=True)
        return made


class Instance:
    """A tocsin process with its own data directory and loopback ports.

    The words of the command line stand in `serve_command` alone; a subclass or a caller may replace it.
    """

    def __init__(self, data: pathlib.Path, site: pathlib.Path | None = None, sink: MailSink | None = None,
                 extra: list[str] | None = None, environment: dict[str, str] | None = None, base_url: str | None = None,
                 certificate: Certificate | None = None):
        self.data, self.site, self.sink = data, site, sink
        self.extra, self.environment = list(extra or []), environment or {}
        self.public_port, self.console_port = free_ports(2)
        self.tls = ssl._create_unverified_context() if certificate else None
        if certificate:
            self.extra += ["--certificate", str(certificate.chain), "--certificate-key", str(certificate.key)]
        # "" leaves the address of site.toml in force.
        self.base_url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.public_port}" if base_url is None else base_url
        self.process: subprocess.Popen | None = None
        self.log = data.parent / f"{data.name}.log"
        self.seen: list[tuple[str, bytes]] = []  # every response that came from it
        self.public = self.visitor()
        self.console = self.visitor("console")

    @classmethod
    def new(cls, example: str | None = None, sink: MailSink | None = None, **more) -> "Instance":
        """On a fresh data directory, with the site of examples/EXAMPLE."""
        return cls(scratch() / "data", ROOT / "examples" / example if example else None, sink, **more)

    def visitor(self, where: str = "public", **more) -> Client:
        """A new visitor without cookies."""
        port = self.public_port if where == "public" else self.console_port
        if where == "public":
            more.setdefault("tls", self.tls)
        return Client(port, on_bytes=lambda what, seen: self.seen.append((f"{where} {what}", seen)), **more)

    def options(self) -> list[str]:
        """What `serve` and the commands that work on a desk are both started with."""
        words = ["--data", str(self.data), "--public", f"127.0.0.1:{self.public_port}",
                 "--console", f"127.0.0.1:{self.console_port}"]
        if self.base_url:
            words += ["--base-url", self.base_url]
        if self.site:
            words += ["--site", str(self.site)]
        if self.sink:
            words += ["--smtp", self.sink.smtp_url]
        return words + self.extra

    def serve_command(self) -> list[str]:
        return [str(BINARY), "serve", *self.options()]

    def start(self, wait: bool = True) -> "Instance":
        if not BINARY.exists():
            skip(f"{BINARY} is not built")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.serve_command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, **self.environment}, start_new_session=True)
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self, seconds: float = 30) -> None:
        """Until the public address says that it is ready and the console answers at all; raises with the end of the
        log otherwise."""
        deadline = time.monotonic() + seconds
        waiting = [self.public_port, self.console_port]
        while waiting:
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"tocsin ended with {self.process.returncode}:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"tocsin was not ready in {seconds} s on port {waiting[0]}:\n{self.log_tail()}")
            try:
                status = Client(waiting[0], self.tls if waiting[0] == self.public_port else None).get("/readyz").status
                if status == 200 or (waiting[0] == self.console_port and status < 500):
                    waiting.pop(0)
                    continue
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)

    def stop(self, seconds: float = 20) -> int | None:
        """Asks it to end, waits, and returns its exit status."""
        if not self.process:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        status, self.process = self.process.wait(), None
        return status

    def role_pids(self) -> dict[str, int]:
        """The processes that the supervisor has started, by role."""
        found = {}
        for word in pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            try:
                command = pathlib.Path(f"/proc/{word}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if len(command) > 1:
                found[command[1].decode()] = int(word)
        return found

    def kill(self) -> None:
        """As a power cut would: all roles at once. It was started in a process group of its own."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()

    def command(self, *arguments: str, check: bool = True, seconds: float = 120) -> subprocess.CompletedProcess:
        """`tocsin ARGUMENTS` against this instance, running or at rest."""
        return tocsin(*arguments, *self.options(), check=check, seconds=seconds)

    def log_tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else "(no log)"

    __enter__ = start

    def __exit__(self, kind, *_):
        if kind:
            print(self.log_tail())
        self.stop()


def tocsin(*arguments: str, check: bool = True, seconds: float = 120) -> subprocess.CompletedProcess:
    """One run of the program. With `check`, a failure raises with what it said."""
    if not BINARY.exists():
        skip(f"{BINARY} is not built")
    done = subprocess.run([str(BINARY), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
    if check and done.returncode != 0:
        raise RuntimeError(f"tocsin {' '.join(arguments)} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done


def site_copy(example: str) -> pathlib.Path:
    """The site of an example in a folder of its own, to be edited."""
    site = scratch() / "site"
    shutil.copytree(ROOT / "examples" / example, site)
    return site


def wait_until(condition, what: str, seconds: float = 20) -> object:
    """The first true value of condition(), asked again and again; raises TimeoutError naming `what`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"did not happen in {seconds} s: {what}")
        time.sleep(0.05)


# -------------------------------------------------------------------------------------------- canary scan

def canary(name: str) -> str:
    """A word that occurs nowhere by chance: planted into secret fields, and looked for in all that leaves."""
    return f"canary{name}{os.urandom(8).hex()}"


def encodings_of(word: str) -> dict[str, bytes]:
    """The forms in which a word could slip out: plain, upper case, base64 at each offset, hex, percent, reversed."""
    import base64
    plain = word.encode()
    forms = {"plain": plain, "upper case": plain.upper(), "hex": plain.hex().encode(), "reversed": plain[::-1],
             "UTF-16": word.encode("utf-16-le"), "percent": "".join(f"%{byte:02X}" for byte in plain).encode()}
    for offset in range(3):  # the inner bytes look alike wherever the word lies in a longer base64 text
        inner = base64.b64encode(b"\0" * offset + plain)[4 if offset else 0:]
        forms[f"base64 at offset {offset}"] = inner[:len(inner) - 4]
    return forms


def scan_bytes(what: str, data: bytes, words: list[str]) -> list[str]:
    """One line for each word found in the bytes, in whatever encoding."""
    return [f"{word} ({form}) in {what}" for word in words for form, needle in encodings_of(word).items() if needle in data]


def scan_seen(instance: Instance, words: list[str], where: str = "public") -> list[str]:
    """Over every response that came from one address of the instance."""
    return [line for what, data in instance.seen if what.startswith(where) for line in scan_bytes(what, data, words)]


def scan_folder(folder: pathlib.Path, words: list[str]) -> list[str]:
    """Over each file name and the bytes of each file below a folder."""
    found = []
    for path in sorted(folder.rglob("*")):
        found += scan_bytes(f"the name {path.name}", path.name.encode("utf-8", "replace"), words)
        if path.is_file():
            found += scan_bytes(str(path.relative_to(folder)), path.read_bytes(), words)
    return found
