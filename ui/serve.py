"""Runs the server."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from index import Index
from qa import Answerer
from ui.settings import Settings

_log = logging.getLogger("yiju")


def serve(settings: Settings, index: Index | None = None, *, answerer: Answerer | None = None) -> None:
    """Serves until interrupted. The default index where none is given; what it answers is `ui.app.create_app`'s."""
    import uvicorn

    # Before the imports: gradio's alone make half a million objects, and nearly all of them stay.
    with _collector_asleep():
        from ui.app import create_app

        app = create_app(settings, index, answerer=answerer)
    # Others' loggers tell at INFO what they tried and did without (faiss: each instruction set that is not here).
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    _log.setLevel(logging.INFO)
    if not settings.loopback and not settings.token:
        _log.warning("listening on %s without a token: anyone who reaches it can ask; set YIJU_TOKEN", settings.host)
    uvicorn.run(
        app,
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


@contextmanager
def _collector_asleep() -> Iterator[None]:
    """Inside, no garbage is looked for; what stands at the end is never looked through again.

    Half a second less until the server is ready, and no pause of 0.1 s in the middle of answering. Few dead cycles stay.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
