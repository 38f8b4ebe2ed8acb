#!/usr/bin/python3
"""A real SMTP server on loopback for smtp_mail_test: keeps each mail raw and as another parser reads it.

    test_relay.py DIR [--starttls CERT KEY] [--auth USER PASSWORD]

Writes DIR/port when it listens, then DIR/N.eml (the bytes) and DIR/N.json (what Python's email package sees, the
envelope, the name of EHLO, the number of the connection). By the recipient's local part it answers: later-* 451,
never-* 550, never-data-* 554 after the data, drop-* closes after the final dot, slow-* after three seconds.
"""
import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Relay:
    """What aiosmtpd calls."""

    def __init__(self, directory: pathlib.Path):
        self.directory = directory
        self.count = 0
        self.connections = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local.startswith("later-"):
            return "451 4.7.1 try again later"
        if local.startswith("never-") and not local.startswith("never-data-"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        local = envelope.rcpt_tos[0].split("@")[0]
        if local.startswith("never-data-"):
            return "554 5.7.1 refused"
        if local.startswith("slow-"):
            await asyncio.sleep(3)
        if session.peer not in self.connections:
            self.connections.append(session.peer)
        self.count += 1
        parsed = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        seen = {
            "mail_from": envelope.mail_from, "rcpt_tos": envelope.rcpt_tos, "hello": session.host_name,
            "tls": session.ssl is not None, "authenticated": bool(session.authenticated),
            "connection": self.connections.index(session.peer),
            "headers": [[name, str(value)] for name, value in parsed.items()],
            "defects": [str(defect) for defect in parsed.defects] +
                       [str(defect) for _, value in parsed.items() for defect in value.defects],
            "body": parsed.get_content().replace("\r\n", "\n"),
        }
        (self.directory / f"{self.count}.eml").write_bytes(envelope.original_content)
        (self.directory / f"{self.count}.json.new").write_text(json.dumps(seen))
        (self.directory / f"{self.count}.json.new").rename(self.directory / f"{self.count}.json")
        if local.startswith("drop-"):
            server.transport.close()
        return "250 OK"


async def main(arguments):
    directory = pathlib.Path(arguments[0])
    options = {"hostname": "relay.example.org", "decode_data": False}
    if "--starttls" in arguments:
        at = arguments.index("--starttls")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments[at + 1], arguments[at + 2])
        options |= {"tls_context": context}
    if "--auth" in arguments:
        at = arguments.index("--auth")
        wanted = (arguments[at + 1].encode(), arguments[at + 2].encode())
        options |= {"auth_required": True, "auth_require_tls": False,
                    "authenticator": lambda server, session, envelope, mechanism, data: AuthResult(
                        success=(data.login, data.password) == wanted, handled=False)}
    relay = Relay(directory)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(relay, **options), "127.0.0.1", 0)
    (directory / "port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (directory / "port.new").rename(directory / "port")
    await server.serve_forever()


asyncio.run(main(sys.argv[1:]))
