#!/usr/bin/python3
"""A real SMTP server on loopback that keeps every mail it accepts and shows it in the browser.

Keeps:      each accepted mail as DIR/NNNNNN.eml, synced to disk before the 250, with the envelope in the
            headers X-Envelope-From and X-Envelope-To.
Shows:      newest first at http://127.0.0.1:PORT/; headers and text, everything escaped, links clickable, no script.
Misbehaves: --fail-every N      every Nth mail is refused for good (554) and not kept
            --tempfail-first N  the first N attempts are put off (451) and not kept
            --drop-after-dot    the mail is kept, but the connection drops before the answer to the final dot
Delivers nothing to anybody: it is a sink.

    ./mail_sink.py --dir DIR [--smtp-port 2525] [--web-port 8025] [--ready-file FILE]
    with MailSink(directory) as sink: ... sink.smtp_port ... sink.mails() ...
"""
import argparse
import dataclasses
import email
import email.policy
import html
import http.server
import os
import pathlib
import re
import signal
import socket
import sys
import threading

from aiosmtpd.controller import Controller

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
STYLE = ("body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
         "pre{white-space:pre-wrap;overflow-wrap:anywhere}li{margin:.6rem 0}small{opacity:.7}"
         "table{border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top}")


@dataclasses.dataclass(frozen=True)
class Misbehaviour:
    """How the server fails on purpose. Zero means never."""
    fail_every: int = 0
    tempfail_first: int = 0
    drop_after_dot: int = 0  # 1: always; N: every Nth mail


@dataclasses.dataclass(frozen=True)
class Mail:
    """One accepted mail as it lies on disk."""
    number: int
    path: pathlib.Path
    message: email.message.EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> list[str]:
        return [address.strip() for address in str(self.message["X-Envelope-To"]).split(",")]

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "")

    @property
    def text(self) -> str:
        """The plain text part, or the HTML part when there is no other."""
        part = self.message.get_body(preferencelist=("plain", "html"))
        return part.get_content() if part else ""

    @property
    def links(self) -> list[str]:
        return LINK.findall(self.text)

    def raw(self) -> bytes:
        return self.path.read_bytes()


class _Handler:
    """What aiosmtpd calls: decides the answer to each mail and keeps what it accepts."""

    def __init__(self, directory: pathlib.Path, misbehaviour: Misbehaviour):
        self.directory = directory
        self.misbehaviour = misbehaviour
        self.attempts = 0
        self.lock = threading.Lock()
        self.arrived = threading.Condition(self.lock)
        self.last_number = max((int(file.stem) for file in directory.glob("*.eml")), default=0)

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.attempts += 1
            attempt, how = self.attempts, self.misbehaviour
            if attempt <= how.tempfail_first:
                return "451 4.3.0 put off on purpose, try again"
            if how.fail_every and attempt % how.fail_every == 0:
                return "554 5.7.1 refused on purpose"
            self._keep(envelope)
            self.arrived.notify_all()
        if how.drop_after_dot and attempt % how.drop_after_dot == 0:
            server.transport.abort()
        return "250 2.0.0 kept"

    def _keep(self, envelope) -> None:
        self.last_number += 1
        head = (f"X-Envelope-From: {envelope.mail_from}\r\n"
                f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n").encode("utf-8", "replace")
        final = self.directory / f"{self.last_number:06}.eml"
        partial = final.with_suffix(".part")
        with open(partial, "wb") as file:
            file.write(head + envelope.original_content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(partial, final)
        folder = os.open(self.directory, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _linked(text: str) -> str:
    """Escapes a text and makes its http(s) links clickable."""
    out, at = [], 0
    for found in LINK.finditer(text):
        address = html.escape(found.group(), quote=True)
        out += [html.escape(text[at:found.start()]), f'<a href="{address}" rel="noreferrer">{address}</a>']
        at = found.end()
    return "".join(out) + html.escape(text[at:])


def _page(title: str, body: str) -> bytes:
    return (f"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            f"<title>{html.escape(title)}</title><style>{STYLE}</style><h1>{html.escape(title)}</h1>{body}").encode()


class _Reader(http.server.BaseHTTPRequestHandler):
    """The mailbox in the browser: / is the list, /N one mail, /N.eml its bytes."""
    sink: "MailSink"

    def do_GET(self):
        if self.path == "/":
            return self._send(200, self._list())
        found = re.fullmatch(r"/(\d{1,9})(\.eml)?", self.path)
        mail = self.sink.mail(int(found[1])) if found else None
        if mail is None:
            return self._send(404, _page("No such mail", "<p><a href='/'>All mails</a></p>"))
        if found[2]:
            return self._send(200, mail.raw(), "text/plain; charset=utf-8")
        return self._send(200, self._one(mail))

    def _list(self) -> bytes:
        rows = [f"<li><a href='/{mail.number}'>{html.escape(mail.subject) or '(no subject)'}</a><br>"
                f"<small>to {html.escape(', '.join(mail.to))} · {html.escape(str(mail.message['Date'] or ''))}</small>"
                for mail in reversed(self.sink.mails())]
        return _page(f"Mail sink: {len(rows)} mails",
                     f"<p>Every mail this instance sent. Nothing here reached anybody.</p><ol reversed>{''.join(rows)}</ol>")

    @staticmethod
    def _one(mail: Mail) -> bytes:
        head = "".join(f"<tr><td>{html.escape(name)}<td>{_linked(str(value))}" for name, value in mail.message.items())
        return _page(mail.subject or "(no subject)",
                     f"<p><a href='/'>All mails</a> · <a href='/{mail.number}.eml'>source</a></p>"
                     f"<table>{head}</table><pre>{_linked(mail.text)}</pre>")

    def _send(self, status: int, body: bytes, content_type: str = "text/html; charset=utf-8"):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class MailSink:
    """The server as a value: start() or `with`, then read mails(). Port 0 takes a free one."""

    def __init__(self, directory: str | os.PathLike, misbehaviour: Misbehaviour = Misbehaviour(),
                 smtp_port: int = 0, web_port: int = 0):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self._handler = _Handler(self.directory, misbehaviour)
        self._wanted_smtp_port, self._wanted_web_port = smtp_port, web_port
        self._smtp = self._web = None

    def start(self) -> "MailSink":
        listener = socket.create_server(("127.0.0.1", self._wanted_smtp_port))
        self.smtp_port = listener.getsockname()[1]
        listener.close()
        self._smtp = Controller(self._handler, hostname="127.0.0.1", port=self.smtp_port,
                                server_hostname="mail.example.org", data_size_limit=64 * 1024 * 1024)
        self._smtp.start()
        reader = type("Reader", (_Reader,), {"sink": self})
        self._web = http.server.ThreadingHTTPServer(("127.0.0.1", self._wanted_web_port), reader)
        self.web_port = self._web.server_address[1]
        threading.Thread(target=self._web.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._smtp:
            self._smtp.stop()
        if self._web:
            self._web.shutdown()
            self._web.server_close()
        self._smtp = self._web = None

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    @property
    def smtp_url(self) -> str:
        """For --smtp. The sink speaks no TLS, and says so: the server's default would refuse it."""
        return f"smtp://127.0.0.1:{self.smtp_port}?tls=none"

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}/"

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """From now on; the count of attempts starts again."""
        with self._handler.lock:
            self._handler.misbehaviour, self._handler.attempts = misbehaviour, 0

    def mail(self, number: int) -> Mail | None:
        path = self.directory / f"{number:06}.eml"
        try:
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        except FileNotFoundError:
            return None
        return Mail(number, path, message)

    def mails(self, to: str | None = None, subject: str | None = None) -> list[Mail]:
        """Oldest first; only those to this address and with this text in the subject, when given."""
        every = (self.mail(int(file.stem)) for file in sorted(self.directory.glob("*.eml")))
        return [mail for mail in every if (to is None or to in mail.to) and (subject is None or subject in mail.subject)]

    def wait_for(self, to: str | None = None, subject: str | None = None, count: int = 1, seconds: float = 20) -> list[Mail]:
        """Waits until that many such mails have arrived. Raises TimeoutError with what did arrive."""
        with self._handler.arrived:
            if self._handler.arrived.wait_for(lambda: len(self.mails(to, subject)) >= count, timeout=seconds):
                return self.mails(to, subject)
        arrived = [(mail.to, mail.subject) for mail in self.mails()]
        raise TimeoutError(f"{count} mails to {to} with subject {subject!r} did not arrive in {seconds} s; arrived: {arrived}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--dir", required=True)
    options.add_argument("--smtp-port", type=int, default=2525)
    options.add_argument("--web-port", type=int, default=8025)
    options.add_argument("--ready-file", help="written once both ports listen: the SMTP URL and the web URL, a line each")
    options.add_argument("--fail-every", type=int, default=0, metavar="N")
    options.add_argument("--tempfail-first", type=int, default=0, metavar="N")
    options.add_argument("--drop-after-dot", type=int, nargs="?", const=1, default=0, metavar="N")
    given = options.parse_args()
    how = Misbehaviour(given.fail_every, given.tempfail_first, given.drop_after_dot)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with MailSink(given.dir, how, given.smtp_port, given.web_port) as sink:
        print(f"mail sink: {sink.smtp_url}, readable at {sink.web_url}", flush=True)
        if given.ready_file:
            pathlib.Path(given.ready_file).write_text(f"{sink.smtp_url}\n{sink.web_url}\n")
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
