"""The URL of a site's root, as people give it: its host and path, or why it is refused."""

from __future__ import annotations

from urllib.parse import urlsplit


class BadSiteUrl(ValueError):
    """A text that is not the URL of a site."""

    def __init__(self, text: str) -> None:
        super().__init__(f"`{text}` is not a site URL such as https://host/path/")
        self.text = text


def host_and_path(url: str) -> tuple[str, str]:
    """Return the host of a site in lower case, with a port that is not the default, and its path.

    The path has a slash at both ends. Raises BadSiteUrl.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadSiteUrl(url) from error
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise BadSiteUrl(url)
    name = f"[{host}]" if ":" in host else host
    path = parts.path.strip("/")
    return name if port in {None, 80, 443} else f"{name}:{port}", f"/{path}/" if path else "/"
