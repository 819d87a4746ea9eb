"""A static site generator for news digests.

Two stages with one contract between them, the Markdown page::

    content/inbox/*  ──ingest──▶  content/articles/YYYY/MM/*.md  ──site──▶  public/
    raw articles                  pages that the editor owns                the site

Who may import whom, top to bottom, never sideways and never up (a test holds it):

    cli                                            verbs → functions; the only module that prints
    ingest  site                                   the two stages; neither knows the other
    check  review  serve  publish  new             tools
    config content markdown language beside outline faithful → foreign → plainyaml yamldump → yamldoc prose files workers progress figures → errors model → records later rfc3339      the kernel

Start reading at `model` (the nouns), then `ingest/__init__` or `site/__init__` (the verbs).
"""

__version__ = "0.1.0"
