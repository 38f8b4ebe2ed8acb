#!/usr/bin/python3
"""Tests of the test rigs themselves: a rig that cannot fail proves nothing.

The program under test is a small server in place of the tocsin binary, so that nothing has to be built first.
"""
import base64
import email.message
import os
import pathlib
import smtplib
import subprocess
import sys
import unittest
import urllib.request

import rig

STAND_IN = '''#!/usr/bin/python3
import http.server, os, sys, threading
given = dict(zip(sys.argv[2::2], sys.argv[3::2]))
class Reply(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<form action=/report method=post><input name=token value=t1><input type=checkbox name=c></form><a href='/x'>x</a>"
        self.send_response(200 if self.path == "/readyz" or "k=v" in self.headers.get("Cookie", "") else 303)
        self.send_header("Set-Cookie", "k=v; Path=/; HttpOnly")
        self.send_header("Location", "/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
if os.environ.get("DIE"): sys.exit(70)
servers = [http.server.ThreadingHTTPServer(("127.0.0.1", int(given[k].split(":")[1])), Reply) for k in ("--public", "--console")]
threading.Thread(target=servers[0].serve_forever, daemon=True).start()
servers[1].serve_forever()
'''


def send(sink: rig.MailSink, subject: str, text: str = "text") -> None:
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@example.org", "reader@example.org", subject
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", sink.smtp_port) as connection:
        connection.send_message(message)


class MailSinkTest(unittest.TestCase):
    def test_a_mail_is_kept_and_shown_escaped_with_links(self):
        with rig.MailSink(rig.scratch()) as sink:
            send(sink, "<b>bold</b>", "open http://127.0.0.1:9/r/a?x=1&y=2. <script>alert(1)</script>")
            mail = sink.wait_for("reader@example.org", "bold")[0]
            self.assertEqual(mail.links, ["http://127.0.0.1:9/r/a?x=1&y=2"])
            for address in (sink.web_url, f"{sink.web_url}{mail.number}"):
                page = urllib.request.urlopen(address).read().decode()
                self.assertNotIn("<script", page)
                self.assertNotIn("<b>bold", page)
            self.assertIn('href="http://127.0.0.1:9/r/a?x=1&amp;y=2"', page)

    def test_misbehaviour(self):
        cases = ((rig.Misbehaviour(fail_every=2), ["kept", 554, "kept", 554]),
                 (rig.Misbehaviour(tempfail_first=2), [451, 451, "kept", "kept"]),
                 (rig.Misbehaviour(drop_after_dot=2), ["kept", "dropped", "kept", "dropped"]))
        for how, wanted in cases:
            with rig.MailSink(rig.scratch(), how) as sink:
                found = []
                for number in range(4):
                    try:
                        send(sink, f"mail {number}")
                        found.append("kept")
                    except smtplib.SMTPDataError as error:
                        found.append(error.smtp_code)
                    except smtplib.SMTPServerDisconnected:
                        found.append("dropped")
                self.assertEqual(found, wanted)
                # A dropped answer is the nasty case: the mail is kept and the sender does not know.
                self.assertEqual(len(sink.mails()), sum(one in ("kept", "dropped") for one in wanted))

    def test_waiting_for_a_mail_that_never_comes_fails(self):
        with rig.MailSink(rig.scratch()) as sink, self.assertRaises(TimeoutError):
            sink.wait_for("nobody@example.org", seconds=0.1)

    def test_numbers_go_on_after_a_restart(self):
        folder = rig.scratch()
        for subject in ("first", "second"):
            with rig.MailSink(folder) as sink:
                send(sink, subject)
        self.assertEqual([mail.subject for mail in sink.mails()], ["first", "second"])


class InstanceTest(unittest.TestCase):
    def setUp(self):
        stand_in = rig.scratch() / "tocsin"
        stand_in.write_text(STAND_IN)
        stand_in.chmod(0o755)
        self.addCleanup(setattr, rig, "BINARY", rig.BINARY)
        rig.BINARY = stand_in

    def test_start_ask_and_stop(self):
        with rig.Instance.new() as instance:
            answer = instance.public.get("/")
            self.assertEqual((answer.status, instance.public.cookies), (303, {"k": "v"}))
            self.assertEqual(instance.public.follow(answer).status, 200)
            self.assertEqual(instance.visitor().get("/").status, 303, "a new visitor has no cookies")
            self.assertEqual(instance.public.post_form("/", {"a": "b c"}).body, b"a=b+c")
            self.assertIn(b'name="f"; filename="x.txt"', instance.public.post_multipart("/", {}, {"f": ("x.txt", b"1")}).body)
            self.assertEqual(rig.forms_of(answer.text), [{"action": "/report", "method": "post", "fields": {"token": "t1"}}])
            self.assertEqual(rig.links_of(answer.text), ["/report", "/x"])
            self.assertTrue(rig.scan_seen(instance, ["t1' name"]) == [] and rig.scan_seen(instance, ["value=t1"]))
            process = instance.process
        self.assertIsNotNone(process.poll())

    def test_kill_ends_it_at_once(self):
        instance = rig.Instance.new().start()
        instance.kill()
        self.assertEqual(instance.process.poll(), -9)

    def test_a_program_that_ends_is_an_error(self):
        with self.assertRaisesRegex(RuntimeError, "ended with 70"):
            rig.Instance.new(environment={"DIE": "1"}).start()


class CanaryTest(unittest.TestCase):
    def test_every_encoding_is_found_and_chance_is_not(self):
        word = rig.canary("title")
        hidden = [word.encode(), word.upper().encode(), word.encode().hex().encode(), word.encode("utf-16-le"), word[::-1].encode()]
        hidden += [base64.b64encode(b"q" * pad + word.encode() + b"zzzz") for pad in range(6)]
        for data in hidden:
            self.assertTrue(rig.scan_bytes("x", b"before " + data + b" after", [word]), data)
        self.assertEqual(rig.scan_bytes("x", os.urandom(1 << 20), [word]), [])

    def test_file_names_count(self):
        folder, word = rig.scratch(), rig.canary("name")
        (folder / f"{word}.txt").write_text("nothing")
        self.assertTrue(rig.scan_folder(folder, [word]))


class VerdictTest(unittest.TestCase):
    def run_journey(self, body: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-c", f"import rig\n{body}"], capture_output=True, text=True,
                              cwd=pathlib.Path(rig.__file__).parent)

    def test_a_failed_check_fails_the_journey(self):
        done = self.run_journey("rig.expect(True, 'a'); rig.expect_equal(1, 2, 'b'); rig.finish()")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (1, "1 passed, 1 failed, 0 skipped"))
        self.assertIn("b: found 1, wanted 2", done.stdout)

    def test_a_journey_that_checked_nothing_fails(self):
        self.assertEqual(self.run_journey("rig.finish('fine')").returncode, 1)

    def test_skipping(self):
        self.assertEqual(self.run_journey("rig.skip('no suites')").returncode, rig.SKIPPED)


if __name__ == "__main__":
    outcome = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(
        unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    bad, left_out = len(outcome.failures) + len(outcome.errors), len(outcome.skipped)
    print(f"{outcome.testsRun - bad - left_out} passed, {bad} failed, {left_out} skipped")
    sys.exit(1 if bad else 0)
