"""The navigation, the links, and the built site: complete, and nothing from elsewhere."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import yaml
from runner import blocks

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}


def _navigation(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
        return
    for inner in node.values() if isinstance(node, dict) else node:
        yield from _navigation(inner)


def test_every_page_is_in_the_navigation_once_and_nothing_else() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    found = list(_navigation(settings["nav"]))
    assert len(found) == len(set(found))
    assert set(found) == PAGES


_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", sorted({*PAGES, "../README.md", "../CONTRIBUTING.md"}))
def test_links_between_pages_resolve(page: str) -> None:
    file = DOCS / page
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in _LINK.findall(text):
        if urlsplit(target).scheme:
            continue
        path, anchor = urldefrag(target)
        goal = (file.parent / path).resolve() if path else file
        assert goal.exists(), f"{page}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.+)$", goal.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in heads}
            assert anchor in slugs, f"{page}: {target}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a warning is an error."""
    pytest.importorskip("mkdocs", reason="mkdocs is not installed")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    folder = tmp_path_factory.mktemp("site")
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries; those of mkdocs itself are logged
        build(config)
    return folder


class _Resources(HTMLParser):
    """What a page loads by itself, and the code blocks in it."""

    LOADS = frozenset({"src", "srcset", "poster", "data", "background", "action", "formaction"})

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.styles: list[str] = []
        self.code = 0
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        given = {name: value or "" for name, value in attrs}
        self.loaded += [value for name, value in given.items() if name in self.LOADS]
        self.styles.append(given.get("style", ""))
        if tag == "link" and given.get("rel") not in ("canonical", "next", "prev"):
            self.loaded.append(given.get("href", ""))
        self.code += tag == "pre"

    def handle_data(self, data: str) -> None:
        if self._in == "style":
            self.styles.append(data)


_IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


def _foreign(target: str) -> bool:
    return bool(urlsplit(target).netloc) or target.startswith("//")


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(PAGES) - 1
    for page in pages:
        reader = _Resources()
        reader.feed(page.read_text(encoding="utf-8"))
        found = [*reader.loaded, *_in_styles("\n".join(reader.styles))]
        assert not [target for target in found if _foreign(target)], page.name
    for style in site.rglob("*.css"):
        assert not [t for t in _in_styles(style.read_text(encoding="utf-8")) if _foreign(t)], style


def _in_styles(text: str) -> list[str]:
    return [a or b for a, b in _IN_STYLE.findall(text)]


def test_scripts_of_the_site_name_no_host(site: Path) -> None:
    asking = re.compile(r"""(?:(?:src|href)\s*=|importScripts\()\s*["'](?:https?:)?//""")
    for script in site.rglob("*.js"):
        assert not asking.search(script.read_text(encoding="utf-8")), script.name


def test_what_the_site_loads_is_there(site: Path) -> None:
    for page in (site / "index.html", site / "reference/checks/dead-option.html"):
        reader = _Resources()
        reader.feed(page.read_text(encoding="utf-8"))
        for target in filter(None, map(urlsplit, reader.loaded)):
            if not target.scheme and target.path:
                assert (page.parent / unquote(target.path)).exists(), f"{page}: {target.path}"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_each_block_of_code_is_shown_as_one(page: str, site: Path) -> None:
    reader = _Resources()
    reader.feed((site / page).with_suffix(".html").read_text(encoding="utf-8"))
    assert reader.code == len(blocks((DOCS / page).read_text(encoding="utf-8")))


def test_a_foreign_resource_would_be_noticed() -> None:
    reader = _Resources()
    reader.feed(
        '<link rel="stylesheet" href="https://a.example/x.css"><script src="//b.example/y.js">'
        "</script><p style=\"background:url('http://c.example/z.png')\"><a href='https://d.example'>"
    )
    found = [*reader.loaded, *_in_styles("\n".join(reader.styles))]
    assert sum(map(_foreign, found)) == 3
