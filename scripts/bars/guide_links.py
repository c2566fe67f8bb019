"""Every link, anchor and picture of a book made by mdBook leads to something in it. Usage: guide_links.py BOOK"""
import html.parser
import pathlib
import sys
import urllib.parse

book = pathlib.Path(sys.argv[1]).resolve()


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.images = set(), [], 0
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag == "img" and found.get("src"):
            self.links.append(found["src"])
            self.images += 1


# The book's own pages for printing and for a missing page link by other rules.
pages = {path: Page(path) for path in book.rglob("*.html") if path.name not in ("print.html", "404.html", "toc.html")}
wrong, links = [], 0
for path, page in pages.items():
    for link in page.links:
        url = urllib.parse.urlsplit(link)
        if url.scheme or url.netloc:
            continue
        links += 1
        target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
        if not target.is_file():
            wrong.append(f"{path.name}: {link}: no such file")
        elif url.fragment and target in pages and urllib.parse.unquote(url.fragment) not in pages[target].ids:
            wrong.append(f"{path.name}: {link}: no such heading")
images = sum(page.images for page in pages.values())
print(f"{len(pages)} pages, {links} links and pictures inside the book, {images} of them pictures, {len(wrong)} lead nowhere")
if wrong or not links:
    sys.exit("\n".join(wrong) or "FAILED: no links were seen")
