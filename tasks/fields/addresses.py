"""Finds web addresses in a text: its own, and those of its publisher."""

from __future__ import annotations

import polars as pl

from schemas.block_frames import Settled
from schemas.field_frames import Addresses

# An address that leads deeper than to a front page.
DEEP = r"^https?://[^/]+/.{8,}"
WHOLE = r"^\s*(https?://[^\s/]+\S*)\s*$"
# Networks, where posts, pictures and films are that an article shows; and files that are no pages. Set by hand.
OF_POSTS = (
    r"(?i)^https?://(?:[\w-]+\.)*(?:twitter|x|facebook|fb|instagram|youtube|tiktok|reddit|redd|vk|linkedin|pinterest"
    r"|threads"
    r"|flickr|imgur|vimeo|dailymotion|soundcloud|spotify|tumblr|weibo|giphy|rumble|odysee|bitly|tinyurl)\.(?:com|net|it|tv)/"
    r"|^https?://(?:t\.co|t\.me|youtu\.be|fb\.watch|bsky\.app|ok\.ru|bit\.ly|goo\.gl|ow\.ly|dlvr\.it)/"
    r"|\.(?:jpe?g|png|gif|webp|svg|mp[34]|mov|avi|pdf|zip)(?:\?.*)?$"
)
HOST = r"((?:https?://|www\.)[^\s,;)]+)"


def whole_address(column: str) -> pl.Expr:
    """Give an address without the spaces around it; null if a text is anything else.

    >>> texts = pl.DataFrame({"url": [" https://courier.example/seal ", "courier.example", "see https://a.example/"]})
    >>> texts.select(whole_address("url")).to_series().to_list()
    ['https://courier.example/seal', None, None]
    """
    return pl.col(column).str.extract(WHOLE)


def caught_url() -> pl.Expr:
    """Give the address of the article from a group of caught texts, if they show exactly one that leads deep enough.

    An address of a post or a picture is none, nor is one ``amid`` the text, which is that of something it shows.
    """
    is_page = pl.col("caught_url").str.contains(DEEP) & ~pl.col("caught_url").str.contains(OF_POSTS)
    urls = pl.col("caught_url").filter((pl.col("role") == "url") & is_page & ~pl.col("amid"))
    return pl.when(urls.n_unique() == 1).then(urls.first())


def find_addresses(blocks: Settled) -> Addresses:
    """Find the first mirror or home address that each text names as its publisher's."""
    lines = blocks.select(pl.col("doc", "text").filter(pl.col("role") == "address"))
    addresses = lines.select("doc", address=pl.col("text").str.extract(HOST)).drop_nulls()
    return Addresses.of(addresses.unique("doc", keep="first", maintain_order=True))
