"""Templates are compiled to do what Jinja's own code does, faster."""

from __future__ import annotations

import jinja2
import pytest
from markupsafe import Markup

from digest.site.compiling import TemplateEnvironment

LIBRARY = """\
{% macro plain(text, mark='!') %}<b>{{ text }}</b>{{ mark }}{% endmacro %}
{% macro outer(text) %}[{{ plain(text) }}{{ plain(mark=text, text='x') }}]{% endmacro %}
{% macro boxed(title) %}<p>{{ title }}{{ caller() if caller is defined }}</p>{% endmacro %}
{% macro many(first) %}{{ first }} {{ varargs|join(',') }} {{ kwargs|dictsort }}{% endmacro %}
{% macro own(text, caller=none) %}{{ text }}{{ caller() if caller }}{% endmacro %}
"""

TEMPLATES = {
    "text": "{{ text }}",
    "what is no text": "{{ 1 }} {{ none }} {{ [text] }} {{ 1.5 }} {{ true }}",
    "markup": "{{ safe }} {{ safe ~ text }} {{ text|upper }} {{ text|safe }}",
    "an apostrophe": "{{ \"it's\" }} {{ quoted }}",
    "a macro": "{{ plain(text) }} {{ plain(text, '?') }} {{ plain('a', mark=text) }} {{ plain(text=text) }}",
    "macros in macros": "{{ outer(text) }}{{ outer(safe) }}",
    "a macro in a loop": "{% for text in [text, 'b'] %}{{ plain(text) }}{% endfor %}",
    "what a macro gives": "{% set given = plain(text) %}{{ given }} {{ given ~ text }} {{ given|length }}",
    "a caller": "{% call boxed(text) %}{{ text }}{% endcall %} {{ boxed(text) }} {{ boxed(text, caller=dict) }}",
    "what else is given": "{{ many(1, 2, text, a=text) }} {{ many(1) }}",
    "a caller by its own name": "{{ own(text) }} {% call own(text) %}x{% endcall %}",
    "a macro of the template": "{% macro here(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ here(text) }}{{ here(b=1, a=2) }}",
    "a block": "{% block one %}{{ text }}{% endblock %} {{ self.one() }}",
    "a function": "{{ range(3)|list }} {{ dict(a=text) }}",
    "no escaping": "{% autoescape false %}{{ text }} {{ plain(text) }} {{ plain(text) ~ text }}{% endautoescape %}",
    "escaping that is not known before": "{% autoescape on %}{{ text }} {{ plain(text) }}{% endautoescape %}",
}

FAULTS = {
    "too many": "{{ plain(1, 2, 3) }}",
    "an unknown name": "{{ plain(1, size=2) }}",
    "a value given twice": "{{ plain(1, text=2) }}",
    "nothing given": "{{ plain() }}",
    "no macro": "{{ text(1) }}",
    "not defined": "{{ nobody(1) }}",
    "printed and not defined": "{{ nobody }}",
}


def rendered(kind: type[jinja2.Environment], source: str) -> str:
    library = {"library": LIBRARY, "page": "{% from 'library' import plain, outer, boxed, many, own %}" + source}
    environment = kind(loader=jinja2.DictLoader(library), autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("page").render(text="<a> & “b”", quoted="it's \"so\"", safe=Markup("<i>&amp;</i>"), on=True)


@pytest.mark.parametrize("source", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_gives_what_jinjas_own_code_gives(source: str) -> None:
    assert rendered(TemplateEnvironment, source) == rendered(jinja2.Environment, source)


@pytest.mark.parametrize("source", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_in_jinjas_own_words(source: str) -> None:
    with pytest.raises((jinja2.TemplateError, TypeError)) as theirs:
        rendered(jinja2.Environment, source)
    with pytest.raises(theirs.type) as ours:
        rendered(TemplateEnvironment, source)
    assert str(ours.value) == str(theirs.value)
