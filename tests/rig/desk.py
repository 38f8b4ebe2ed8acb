"""People of a journey: staff who sign in by link and press the buttons of the console, and reporters who come back.

A form is always taken from the page it stands on, with its hidden fields and preset values, and posted as a browser
would: what works here works without script.
"""
import re

import rig

PHRASE = re.compile(r'<p class="phrase"><code>([^<]+)</code>')
CASE_LINK = re.compile(r'href="(/console/cases/[^"/]+)"')
HASH = re.compile(r'name="hash" value="([0-9a-f]+)"')
REPORT = {"product": "archiver", "version": "3.5.4",
          "impact": "An archive makes the reader write outside of the folder it unpacks to",
          "reproduction": "1. Make an archive with an entry named ../../x\n2. Unpack it\n3. Look one folder up"}


class Refused(Exception):
    """A form was not taken: the status and what the page said."""

    def __init__(self, what: str, answer: rig.Answer):
        super().__init__(f"{what}: {answer.status} {alert_of(answer.text)}")
        self.answer = answer


def alert_of(page: str) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</(?:p|div)>', page, re.S)
    return re.sub(r"<[^>]+>", " ", found[1]).strip() if found else page[:200]


def report(client: rig.Client, files: dict | None = None, **fields: str) -> str:
    """Sends a report and returns the access phrase of its receipt; Refused when there is none."""
    sent = {**REPORT, **fields}
    answer = client.post_multipart("/report", sent, files) if files else client.post_form("/report", sent)
    found = PHRASE.search(answer.text)
    if answer.status != 200 or not found:
        raise Refused("the report", answer)
    return found[1]


def thread_of(client: rig.Client, phrase: str) -> rig.Answer:
    """The reporter's thread behind a phrase, or the page that says why not."""
    answer = client.post_form("/r", {"phrase": phrase})
    return client.get("/r/thread") if answer.status == 303 else answer


class Staff:
    """One member of the team with a browser of their own."""

    def __init__(self, instance: rig.Instance, name: str):
        self.instance, self.name = instance, name
        self.client = instance.visitor("console")

    @classmethod
    def hired(cls, instance: rig.Instance, name: str, role: str = "lead") -> "Staff":
        instance.command("staff", "add", name, "--email", f"{name}@example.org", "--role", role)
        return cls(instance, name).signed_in()

    def link(self) -> str:
        """A sign-in link's path."""
        address = self.instance.command("staff", "link", self.name).stdout.strip()
        return "/" + address.split("/", 3)[3]

    def signed_in(self) -> "Staff":
        path = self.link()
        answer = self.client.post_form(path, {})
        if answer.status != 303:
            raise Refused("signing in", answer)
        return self

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        if answer.status != 200:
            raise Refused(path, answer)
        return answer.text

    def press(self, page: str, action: str, **fields: str) -> rig.Answer:
        """Loads a page, fills the form that posts to `action` and sends it. Refused unless it leads on."""
        form = rig.form_to(self.page(page), action)
        answer = self.client.post_form(action, {**form["fields"], **fields})
        if answer.status != 303:
            raise Refused(action, answer)
        return answer

    def act(self, case: str, word: str, **fields: str) -> rig.Answer:
        return self.press(case, f"{case}/{word}", **fields)

    def cases(self) -> list[str]:
        """The paths of the cases in the inbox, on all of its pages."""
        found, page, path = [], 1, "/console/inbox"
        while path:
            text = self.page(path)
            found += CASE_LINK.findall(text)
            page += 1
            path = f"/console/inbox?page={page}" if f'href="/console/inbox?page={page}"' in text else None
        return list(dict.fromkeys(found))

    def thread(self, case: str) -> str:
        """What was said in a case, without the queue of the others beside it."""
        page = self.page(case)
        start = page.index('<section class="thread"')
        return page[start:page.index("</section>", start)]

    def case_with(self, word: str) -> str:
        """The case whose report holds this word; waits until it has come in."""
        return rig.wait_until(lambda: next((case for case in self.cases() if word in self.thread(case)), None),
                              f"a case with {word} in the inbox")

    def through_to_fix(self, case: str, severity: str = "high", path: str = "straightforward") -> None:
        """From a fresh report to a recorded mitigation."""
        self.act(case, "acknowledge")
        self.act(case, "confirm")
        self.act(case, "classify", severity=severity, severity_reason="Files outside of the target can be replaced",
                 cvss31="CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N", cwes="22", shape="straightforward", risk="lower")
        self.act(case, "path", path=path)
        self.act(case, "step", step="mitigation_available")

    def draft(self, case: str, **fields: str) -> str:
        """Begins the advisory of a case, fills in the fields given, saves it, and returns its console path."""
        answer = self.press(case, f"{case}/advisory")
        advisory = answer.location
        self.press(advisory, f"{advisory}/draft", **{"do": "save", **ADVISORY, **fields})
        return advisory

    def request(self, advisory: str, **fields: str) -> None:
        self.press(advisory, f"{advisory}/draft", **{"do": "publish", **fields})

    def approve(self, advisory: str) -> None:
        self.press(advisory, f"{advisory}/approve")


# What completes a draft of the archiver: the branches of examples/acme in their order.
ADVISORY = {"v0.description": "An entry of an archive can name a place outside of the folder that the archive is unpacked to.",
            "v0.p0.b0.fixed_in": "3.5.5", "v0.p0.b1.fixed_in": "3.4.10"}


def publish(first: Staff, second: Staff, case: str, **fields: str) -> str:
    """From a known fix to published; returns the advisory's id once its page is there."""
    advisory = first.draft(case, **fields)
    first.request(advisory)
    second.approve(advisory)
    name = advisory.rsplit("/", 1)[1]
    rig.wait_until(lambda: first.instance.public.get(f"/advisories/{name}").status == 200, f"{name} public")
    return name
