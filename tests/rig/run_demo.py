#!/usr/bin/python3
"""What `./dev run` starts: a mail sink that is readable in the browser, and `tocsin demo` that mails into it.

The sink ends with the demo. Everything lies in build/demo; arguments (such as --check) are passed on.
"""
import os
import pathlib
import signal
import subprocess
import sys

import rig


def sink_at(directory: pathlib.Path) -> rig.MailSink:
    """On the ports people remember, or on free ones when something else has those."""
    for ports in ((2525, 8025), (0, 0)):
        sink = rig.MailSink(directory, smtp_port=ports[0], web_port=ports[1])
        try:
            return sink.start()
        except OSError:
            sink.stop()
    raise SystemExit("no free loopback port for the mail sink")


def main() -> int:
    demo = rig.scratch() if "--check" in sys.argv else rig.ROOT / "build" / "demo"
    sink = sink_at(demo / "mail")
    print(f"mail sink: {sink.smtp_url}, readable at {sink.web_url}", flush=True)
    command = [str(rig.BINARY), "demo", "--data", str(demo / "data"), "--smtp", sink.smtp_url,
               "--mailbox", sink.web_url, *sys.argv[1:]]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=rig.ROOT)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _: process.send_signal(got) if process.poll() is None else None)
    try:
        return process.wait()
    finally:
        sink.stop()


if __name__ == "__main__":
    status = main()
    sys.exit(128 - status if status < 0 else status)
