"""Pages ready to write: an article of the editor's own, and the file that closes an edition."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

from digest import content, files, yamldump
from digest.config import Config
from digest.errors import DigestError, problem
from digest.language import slugify
from digest.model import Article


def new_page(root: Path, title: str, now: dt.datetime, config: Config) -> str:
    """Make an empty page, a draft of the day of `now`, and return its path below `root`. Raises `DigestError`."""
    day = now.astimezone(config.zone).date()
    identity = uuid.uuid4()
    path = f"{day:%Y/%m}/{slugify(title) or identity.hex[:8]}.md"
    article = Article(id=str(identity), title=title, published=day, added=now, draft=True, body="", path=path)
    return _make(root, f"{files.ARTICLES}/{path}", content.dumps(article))


def new_edition(root: Path, name: str, articles: tuple[str, ...]) -> str:
    """Close an edition: write the file that lists its articles in order, and return its path below `root`.

    `articles` are paths below `content/articles/`. Raises `DigestError` where the edition is closed already.
    """
    if not content.is_edition_name(name):
        raise DigestError(problem(f"{files.EDITIONS}/{name}.md", f"“{name}” names no edition", content.EDITION_NAMES))
    lines = "".join(f"\n  - {yamldump.quote(path.removesuffix('.md'))}" for path in articles) or " []"
    return _make(root, f"{files.EDITIONS}/{name}.md", f'---\ntitle: ""\narticles:{lines}\n---\n\n')


def _make(root: Path, file: str, text: str) -> str:
    if (root / file).exists():
        raise DigestError(problem(file, "the file is there already", "give another title, or edit the file"))
    files.write_whole(root / file, text.encode())
    return file
