"""A crawler over the links of one site, as a reader with a mirror tool would go through it.

    pages = crawl(instance.public, "https://security.acme.example")
    broken = [page for page in pages if page.status >= 400]

Follows href, src and action of HTML, the addresses in sitemaps, feeds, security.txt and JSON lists, and the targets of
redirects. Links to other hosts are kept aside and never asked.
"""
import collections
import dataclasses
import json
import re
import urllib.parse

import rig

ADDRESS = re.compile(r"https?://[^\s<>\"'\\\]]+")
# A form's address answers POST alone, and the thread of a reporter needs a phrase: what a GET says there is no broken link.
NOT_A_PAGE = ("/r/",)


@dataclasses.dataclass(frozen=True)
class Page:
    address: str            # path and query, as linked
    status: int
    answer: rig.Answer
    linked_from: str


def _links(answer: rig.Answer, page: str) -> list[str]:
    kind = (answer.header("Content-Type") or "").split(";")[0]
    if answer.status in (301, 302, 303, 307, 308):
        return [answer.location]
    if kind == "text/html":
        # An action without a page of its own (a form that posts to itself) is its page; others are links all the same.
        return rig.links_of(answer.text)
    if kind == "application/json" and page.endswith(("provider-metadata.json", ".feed.json", "feed-tlp-white.json", "rolie-service.json")):
        return ADDRESS.findall(json.dumps(json.loads(answer.text)).replace("\\/", "/"))
    if kind in ("application/xml", "application/rss+xml", "application/atom+xml", "text/xml"):
        return [text.replace("&amp;", "&") for text in ADDRESS.findall(answer.text)]
    if page.endswith(("security.txt", "robots.txt")):
        return ADDRESS.findall(answer.text)
    if page.endswith("/index.txt"):
        return answer.text.split()
    return []


def crawl(client: rig.Client, base_url: str, start: tuple[str, ...] = ("/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt",
          "/.well-known/csaf/provider-metadata.json"), most: int = 50_000) -> list[Page]:
    """Every address that can be reached from `start`, each asked once, in the order of finding."""
    base = urllib.parse.urlsplit(base_url)
    ours = {base.netloc, f"127.0.0.1:{client.port}"}
    waiting = collections.deque((address, "") for address in start)
    known = set(start)
    found: list[Page] = []
    while waiting and len(found) < most:
        address, source = waiting.popleft()
        answer = client.get(address)
        found.append(Page(address, answer.status, answer, source))
        here = urllib.parse.urljoin(f"{base.scheme}://{base.netloc}/", address)
        for link in _links(answer, address):
            target = urllib.parse.urlsplit(urllib.parse.urljoin(here, link.strip()))
            if target.scheme not in ("http", "https") or target.netloc not in ours:
                continue
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            if path in known or path.startswith(NOT_A_PAGE):
                continue
            known.add(path)
            waiting.append((path, address))
    return found
