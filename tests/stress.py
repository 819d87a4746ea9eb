"""A site of extremes, made in code: whatever may break a layout stands in it once."""

from __future__ import annotations

from typing import Any

from conftest import SiteFolder, page

CONFIG = """
name: "The Extremely Long-Winded Gazette of Everything That Breaks"
id: stress
description: "One sentence that goes on for longer than anybody who sets up a site would want it to, to see where it ends."
base_url: https://example.org/repo
time_zone: Asia/Taipei
per_page: 5
accent: "#ffdd00"
logo: /static/logo.svg
menu: [{name: Editions, url: /editions/}, {name: Archive, url: /archive/}, {name: Donaudampfschifffahrtsgesellschaft, url: /about/}]
topics:
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="#c00"/></svg>'
WIDE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="100" fill="#8ab"/><path d="M0 70l90-50 60 40 70-55 80 65v30H0z" fill="#357"/></svg>'
UNBROKEN = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3
TITLE_OF_200 = ("Council, after eleven hours and two walk-outs, votes by one to let the ferries that it had sold in spring be "
                "bought back in autumn, at a price that nobody in the room would name until the doors were shut")  # fmt: skip
SENTENCE = "The ferry left at noon and came back at one, which is what it had done on every other day of that week. "
TABLE = "| Port | " + " | ".join(f"Column {n}" for n in range(9)) + " |\n" + "|---" * 10 + "|\n| Keelung" + " | 1,234,567" * 9 + " |\n"

EDITION = "editions/2025-06-15/"
"""Two hundred articles."""

PAGES = (
    "", EDITION, "editions/2025-06-14/", "editions/", "topics/", "topics/topic-1/", "topics/topic-1/page/1/", "archive/", "archive/2025/06/",
    "archive/undated/", "articles/", "articles/2025/06/unbroken/", "articles/2025/06/long/", "articles/2025/06/arabic/",
    "articles/2025/06/japanese/", "articles/undated/bare/", "articles/2025/06/everything/", "stories/", "stories/alone/", "sources/", "names/", "feeds/", "corrections/",
    "about/", "404.html",
)  # fmt: skip
"""A page of each kind and for each extreme."""


def write(made: SiteFolder) -> None:
    """Write the site into a folder."""
    topics = "".join(f"  - {{slug: topic-{n}, name: {'Topic with a name of some length ' * (n % 7 == 3)}Number {n}}}\n" for n in range(1, 41))
    made.write("site_config.yaml", CONFIG + topics)
    made.write("templates/static/logo.svg", LOGO)
    june = "content/articles/2025/06"
    made.write(f"{june}/wide.svg", WIDE)
    for name, text in _articles().items():
        made.write(f"{june}/{name}.md", text)
    for number in range(194):
        front: dict[str, Any] = {"topics": [f"topic-{number % 40 + 1}"], "source": {"name": f"Outlet {number % 23}", "url": f"https://example.com/{number}"}}
        made.write(f"{june}/item-{number}.md", page(f"Item {number} of an edition of two hundred", published="2025-06-15", summary=SENTENCE, **front))
    for month in range(1, 11):
        made.write(f"content/articles/2024/{month}/old.md", page(f"Of month {month}", published=f"2024-{month:02}-03", topics=["topic-1"]))
    made.write("content/articles/undated/bare.md", page("Neither a date nor anything else", ""))
    made.write("content/pages/about.md", page("About", f"# {UNBROKEN}\n\n{TABLE}\n\n```\n{'code ' * 60}\n```\n\n<{'https://example.com/' + 'path/' * 30}>"))


def _articles() -> dict[str, str]:
    day, source = {"published": "2025-06-15T09:00:00+08:00"}, {"name": UNBROKEN, "url": "https://example.com/a"}
    everything = {
        "kicker": "A kicker that is longer than kickers ought to be, by a good deal", "summary": SENTENCE * 4, "updated": "2025-06-16",
        "authors": [f"Author Number {n}" for n in range(9)], "source": {"name": "The Outlet", "url": "https://example.com/x"}, "truncated": True,
        "topics": [f"topic-{n}" for n in range(1, 41)], "names": [{"name": f"Name {n}", "also": "某人"} for n in range(30)],
        "corrections": [{"date": "2025-06-16", "note": SENTENCE}, {"date": "2025-06-17", "note": UNBROKEN}],
        "image": {"url": "wide.svg", "alt": "Hills", "caption": SENTENCE, "credit": "The Outlet"}, "translations": {"ar": "2025/06/arabic"},
    }  # fmt: skip
    return {
        "everything": page("Everything that an article can have", SENTENCE * 4 + "\n\n## A heading\n\n> " + SENTENCE, **{**everything, "published": "2025-06-15T23:00:00+08:00"}),
        "unbroken": page(UNBROKEN, UNBROKEN, kicker=UNBROKEN, summary=UNBROKEN, source=source, authors=[UNBROKEN], topics=["topic-3"], **day),
        "long": page(TITLE_OF_200, SENTENCE * 20, summary=SENTENCE, topics=["topic-2"], story="alone", **day),
        "arabic": page("مجلس المدينة يصوّت على إعادة شراء العبّارات", "صوّت المجلس مساء الأحد على القرار. " * 15, summary="تصويت بفارق صوت واحد بعد إحدى عشرة ساعة من النقاش.",
                       kicker="النقل", language="ar", story="alone", topics=["topic-1"], source={"name": "جريدة الميناء", "url": "https://example.com/ar"}, **day),
        "japanese": page("港の渡し船、秋に買い戻しへ　市議会が一票差で可決", "市議会は日曜日の夜、春に売却した渡し船を秋に買い戻す案を一票差で可決した。" * 12, language="ja",
                         summary="十一時間の審議のすえ、二度の退席をはさんで可決された。", topics=["topic-1"], **day),
        "alone": page("The only article of its day", SENTENCE, published="2025-06-14", story="alone", topics=["topic-1"]),
        "plain": page("An article with a title and a date", SENTENCE, published="2025-06-15"),
    }  # fmt: skip

