"""Templates are compiled to give what Jinja's own code gives, faster, or to fail; then Jinja's own code is asked."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest
from conftest import MakeSite
from markupsafe import Markup
from test_interface import SITE, whole

from digest.site import render
from digest.site.compiling import TemplateEnvironment

LIBRARY = """\
{% macro plain(text, mark='!') %}<b>{{ text }}</b>{{ mark }}{% endmacro %}
{% macro outer(text) %}[{{ plain(text) }}{{ plain(mark=text, text='x') }}]{% endmacro %}
{% macro boxed(title) %}<p>{{ title }}{{ caller() if caller is defined }}</p>{% endmacro %}
{% macro own(text, caller=none) %}{{ text }}{{ caller() if caller }}{% endmacro %}
"""

TEMPLATES = {
    "text": "{{ text }}",
    "what is no text": "{{ 1 }} {{ none }} {{ [text] }} {{ 1.5 }} {{ true }}",
    "numbers and truth": "{{ text|length }} {{ (text|length) / 2 }} {{ on }} {{ (none, text) }}",
    "a choice": "{{ text if on else 'x' }} {{ (text ~ safe) if on else '' }} {{ plain(text) if on else safe }} {{ text if not on else 1 }}",
    "what is joined": "{{ text ~ 1 ~ safe }} {% set joined = text ~ safe %}{{ joined }} {{ 'a' ~ 1 }}",
    "attributes and items": "{{ text.upper() }} {{ [text][0].strip() }} {{ {'a': {'b': text}}['a']['b'] }} {{ text[1:3] }}",
    "markup": "{{ safe }} {{ safe ~ text }} {{ text|upper }} {{ text|safe }}",
    "an apostrophe": "{{ \"it's\" }} {{ quoted }}",
    "a macro": "{{ plain(text) }} {{ plain(text, '?') }} {{ plain('a', mark=text) }} {{ plain(text=text) }}",
    "macros in macros": "{{ outer(text) }}{{ outer(safe) }}",
    "a macro in a loop": "{% for text in [text, 'b'] %}{{ plain(text) }}{% endfor %}",
    "what a macro gives": "{% set given = plain(text) %}{{ given }} {{ given ~ text }} {{ given|length }}",
    "a caller": "{% call boxed(text) %}{{ text }}{% endcall %} {{ boxed(text) }} {{ boxed(text, caller=dict) }}",
    "a caller by its own name": "{{ own(text) }} {% call own(text) %}x{% endcall %}",
    "a macro of the template": "{% macro here(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ here(text) }}{{ here(b=1, a=2) }}",
    "a macro of a whole text": "{% macro here() %}a{% endmacro %}{% macro no() %}{% endmacro %}[{{ here() }}{{ no() }}]",
    "a block in what is set": "{% set x %}{% block one %}{{ text }}{% endblock %}{% endset %}{{ x }}{{ x.unescape() }}",
    "a block": "{% block one %}{{ text }}{% endblock %} {{ self.one() }}",
    "a function": "{{ range(3)|list }} {{ dict(a=text) }}",
    "what is chosen": "{% if on %}<b>{{ text }}</b>{% endif %}{% if not on %}a{% elif text %}{{ safe }}{% else %}c{% endif %}{% if none %}d{% endif %}",
    "what is chosen in what is chosen": "{% if on %}<{% if text %}{{ text ~ safe }}{{ 1 }}{% else %}{% endif %}>{% else %}{% if safe %}e{% endif %}{% endif %}",
    "what is always chosen": "{% if true %}<i>{{ text }}</i>{{ '&' }}{% endif %}{% if '' %}a{% elif 1 %}{{ 'b&' }}<{% else %}c{% endif %}{% if 0 %}d{% endif %}",
    "what is set where it is chosen": "{% if on %}{% set x = text %}<{{ x }}>{% endif %}{{ x }}{% if not on %}{% elif text %}{% set x = 1 %}a{% endif %}",
    "loops": "{% for i in [1, 2] %}{{ loop.index }}{% if loop.last %}.{% else %},{% endif %}{% else %}none{% endfor %}{% for i in [] %}{% else %}{{ text }}{% endfor %}",
    "a loop in itself": "{% for i in [[1], []] recursive %}({{ loop(i) if i is sequence else i }}){% endfor %}",
    "a loop over some": "{% for i in [1, 2, 3] if i != 2 %}<{{ i }}>{% endfor %}",
    "a block that knows the loop": "{% for i in [1, 2] %}{% block inner scoped %}{{ i }}{% endblock %}{% endfor %}",
    "what another template gives": "{% set here = 'x' %}{% include 'other' %}{{ here }}{% include 'other' without context %}{% include ['no', 'other'] %}",
    "another template that is missing": "{% include 'no' ignore missing %}{% include 'other' ignore missing %}",
    "macros that know the page": "{% import 'knowing' as knowing with context %}{{ knowing.told() }}{% from 'knowing' import told with context %}{{ told() }}",
    "what is filtered": "{% filter upper %}<{{ text }}>{% if on %}a{% endif %}{% endfilter %}{% set x|upper %}a{{ text }}{% endset %}{{ x }}",
    "what stands in": "{% with x = text %}{{ x }}{% if on %}{{ x }}{% endif %}{% endwith %}",
    "a macro that sets": "{% macro here(a) %}{% set b = a or text %}{% if b %}<{{ b }}>{% endif %}{% endmacro %}{{ here('') }}{{ here('&') }}",
    "a template that extends another": "{% extends 'outer' %}{% set here = text %}never{% block one %}{{ super() }}{{ here }}{{ self.two() }}{% endblock %}",
    "what stands before an extension": "<{{ text }}>{% if on %}!{% endif %}{% extends 'outer' %}{% if on %}never{% endif %}{% block one %}1{% endblock %}",
}

TEMPLATES_ELSEWHERE = {
    "library": LIBRARY,
    "other": "[{{ text }}{% if here is defined %}{{ here }}{% set here = 'y' %}{{ here }}{% endif %}]",
    "knowing": "{% macro told() %}{{ text }}{% if on %}!{% endif %}{% endmacro %}",
    "outer": "<{% block one %}{{ safe }}{% endblock %}{% block two %}2{% endblock %}{% if on %}{% block three %}3{% endblock %}{% endif %}>",
}

FAULTS = {
    "too many": "{{ plain(1, 2, 3) }}",
    "an unknown name": "{{ plain(1, size=2) }}",
    "a value given twice": "{{ plain(1, text=2) }}",
    "nothing given": "{{ plain() }}",
    "no macro": "{{ text(1) }}",
    "not defined": "{{ nobody(1) }}",
    "printed and not defined": "{{ nobody }}",
    "asked for where nothing is printed": "{% extends 'outer' %}{% if nobody %}never{% endif %}",
}

OTHERS = {
    "whatever is given to a macro": "{% macro many() %}{{ varargs|join(',') }} {{ kwargs|dictsort }}{% endmacro %}{{ many(1, text, a=text) }}",
    "values from elsewhere": "{{ plain(*[text]) }}",
    "names from elsewhere": "{{ plain(**{'text': text}) }}",
    "no escaping": "{% autoescape false %}{{ text }} {{ plain(text) }}{% endautoescape %}",
    "escaping that is not known before": "{% autoescape on %}{{ text }}{% endautoescape %}",
    "an item that is written as an attribute": "{{ {'a': text}.a }}",
    "an attribute that is written as an item": "{{ text['upper']() }}",
    "an attribute that may be missing": "{{ text.author is defined }}",
    "the names of a macro in a loop": "{% for i in [1] %}{% macro here(a) %}{{ a }}{% endmacro %}{{ here(a=text) }}{% endfor %}",
}
"""What only Jinja's own code does."""

FAULTS_OF_PLAIN_CODE = (jinja2.TemplateError, AttributeError, LookupError, TypeError)


def rendered(environment: jinja2.Environment, source: str) -> str:
    environment.loader = jinja2.DictLoader({**TEMPLATES_ELSEWHERE, "page": "{% from 'library' import plain, outer, boxed, own %}" + source})
    environment.globals |= {"text": "<a> & “b”", "on": True}
    return environment.get_template("page").render(quoted="it's \"so\"", safe=Markup("<i>&amp;</i>"))


def by_jinja(source: str) -> str:
    return rendered(jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined), source)


def by_plain_code(source: str) -> str:
    return rendered(TemplateEnvironment(undefined=jinja2.StrictUndefined), source)


@pytest.mark.parametrize("source", TEMPLATES.values(), ids=TEMPLATES)
def test_plain_code_gives_what_jinjas_own_code_gives(source: str) -> None:
    assert by_plain_code(source) == by_jinja(source)


@pytest.mark.parametrize("source", [*OTHERS.values(), *FAULTS.values()], ids=[*OTHERS, *FAULTS])
def test_or_it_fails(source: str) -> None:
    with pytest.raises(FAULTS_OF_PLAIN_CODE):
        by_plain_code(source)


@pytest.mark.parametrize("source", OTHERS.values(), ids=OTHERS)
def test_a_page_of_a_site_is_rendered_by_jinjas_own_code_then(site: MakeSite, source: str) -> None:
    values = "{% set text = '<a> & “b”' %}{% set on = true %}"
    folder = site("=== content/articles/a.md\n---\ntitle: A\n---\n")
    folder.write("templates/library", LIBRARY)
    folder.write("templates/not_found.html", values + "{% from 'library' import plain %}" + source)
    folder.build()
    assert folder.text("404.html").strip() == by_jinja(source)


@pytest.mark.parametrize("source", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_in_jinjas_own_words(site: MakeSite, source: str) -> None:
    with pytest.raises((jinja2.TemplateError, TypeError)) as theirs:
        by_jinja(source)
    folder = site()
    folder.write("templates/library", LIBRARY)
    folder.write("templates/outer", TEMPLATES_ELSEWHERE["outer"])
    folder.write("templates/not_found.html", "{% from 'library' import plain %}\n{% set text = 'a' %}\n" + source)
    run = folder.run("build")
    assert run.err.startswith(f"templates/not_found.html:3: {theirs.value} (rendering /404.html)") or "parameter 'text'" in str(theirs.value)


@pytest.mark.parametrize("asked", ["teaser.index", "teaser.count(1)", "teaser.source._replace", "teaser['index']", "teaser._fields"])
def test_what_a_record_can_do_because_it_is_a_tuple_is_none_of_a_templates(site: MakeSite, asked: str) -> None:
    folder = site("=== content/articles/a.md\n---\ntitle: A\nsource: B\n---\n")
    folder.write("templates/article.html", f"{{% set teaser = article %}}\n{{{{ {asked} }}}}")
    assert folder.run("build").err.startswith("templates/article.html:2: ")
    folder.write("templates/article.html", "{{ article.source['name'] }} {{ 'abc'.index('c') }} {{ [1, 1].count(1) }}")
    folder.build()
    assert folder.text("articles/undated/a/index.html") == "B 2 2"


def test_no_page_of_the_theme_asks_for_more_than_plain_code(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = render._environment

    def plain_environment(*given: Any, plain: bool) -> jinja2.Environment:
        assert plain
        return environment(*given, plain=True)

    monkeypatch.setattr(render, "_environment", plain_environment)
    whole(site(SITE.format(language="en")))
