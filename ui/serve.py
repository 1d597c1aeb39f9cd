"""Runs the server."""

import logging

from index import Index
from qa import Answerer
from ui.settings import Settings

_log = logging.getLogger("yiju")


def serve(settings: Settings, index: Index | None = None, *, answerer: Answerer | None = None) -> None:
    """Serves until interrupted. The default index where none is given; what it answers is `ui.app.create_app`'s."""
    import uvicorn

    from ui.app import create_app

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    if not settings.loopback and not settings.token:
        _log.warning("listening on %s without a token: anyone who reaches it can ask; set YIJU_TOKEN", settings.host)
    uvicorn.run(
        create_app(settings, index, answerer=answerer),
        host=settings.host,
        port=settings.port,
        # Its access log prints the query, and with it the questions in the page's links.
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=32 * 1024,
    )
