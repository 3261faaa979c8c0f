"""The full text of a measure, article by article, as printed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from cms.regulation.base import Count, Frozen, Seq, Words
from cms.regulation.citation import split_ref


class Chapter(Frozen):
    """A chapter: its number and its title without 第…章."""

    no: Count
    title: Words


class Paragraph(Frozen):
    """A paragraph of an article.

    `item` is the number of an item that begins （一）, （二）; the marker stays in `text`. `original` holds
    the characters of the source where `text` replaces some of them.
    """

    text: Words
    item: Count | None = None
    original: Words | None = None


class Article(Frozen):
    """An article: its number, its chapter and its paragraphs without the heading 第…条."""

    no: Count
    chapter: Count | None = None
    paragraphs: Annotated[Seq[Paragraph], Field(min_length=1)]

    @property
    def text(self) -> str:
        """All paragraphs, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def lead(self) -> str:
        """The paragraphs that are no items, one a line; empty when the article is items only."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs if paragraph.item is None)

    def item(self, number: int) -> str | None:
        """Return the text of an item with its marker, or None when the article has no such item."""
        return next((p.text for p in self.paragraphs if p.item == number), None)


class Text(Frozen):
    """A measure in full. `source_sha256` is the digest of the file it was taken from."""

    source_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    chapters: Seq[Chapter] = ()
    articles: Annotated[Seq[Article], Field(min_length=1)]

    def find(self, ref: str) -> str | None:
        """Return the text a reference names, or None when the measure has no such article or item."""
        number, item = split_ref(ref)
        article = next((article for article in self.articles if article.no == number), None)
        if article is None:
            return None
        return article.text if item is None else article.item(item)
