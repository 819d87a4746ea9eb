"""Saved HTML pages → `RawArticle`s. One file holds one article."""

from __future__ import annotations

from digest.errors import DigestError, problem
from digest.ingest import charset, html_body, html_markdown
from digest.ingest import html_tree as tree
from digest.ingest.raw import Evidence, RawArticle


def parse(data: bytes, path: str) -> tuple[RawArticle, ...]:
    """Find the article of a saved page. `path` is what complaints name.

    Raises `DigestError` where the file holds no text.
    """
    page = tree.parse(charset.decode(data, charset.declared_in(data)).text)
    if page is None:
        raise DigestError(problem(path, "the file holds no HTML", "save the page again, as “web page, HTML only”"))
    heading = next((tree.text_of(found) for found in page.iter("h1", "title")), "")
    text = html_markdown.to_markdown(html_body.find(page, heading))
    if not text:
        raise DigestError(problem(path, "the page shows no text", "save it again when it is loaded"))
    evidence = (Evidence(value=heading, where="its heading", sure=0.8),) if heading else ()
    return (RawArticle(text=text, evidence={"title": evidence}),)
