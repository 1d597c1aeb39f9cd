"""Token buckets: how many requests a client may make, in bursts and over time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MAX_CLIENTS = 10_000  # remembered at once; the one that was longest silent is forgotten first


class TokenBuckets:
    """One bucket per client: it holds `burst` tokens, refills by `rate` per second, and a request takes one.

    A rate of 0 means no limit. Safe to use from several threads.
    """

    def __init__(self, rate: float, burst: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = max(1, burst)
        self._clock = clock
        self._lock = Lock()
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client -> (tokens, when counted)

    def take(self, client: str) -> float:
        """0.0 when the client may go on, else the seconds to wait; what is refused costs nothing."""
        if self.rate <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            left, then = self._clients.get(client, (float(self.burst), now))
            left = min(self.burst, left + (now - then) * self.rate)
            wait = 0.0 if left >= 1 else (1 - left) / self.rate
            self._clients[client] = (left if wait else left - 1, now)
            self._clients.move_to_end(client)
            if len(self._clients) > MAX_CLIENTS:
                self._clients.popitem(last=False)
            return wait

    def wait(self, client: str) -> float:
        """The seconds until the client has a token again; takes none."""
        if self.rate <= 0:
            return 0.0
        with self._lock:
            left, then = self._clients.get(client, (float(self.burst), 0.0))
            return max(0.0, (1.0 - left) / self.rate - (self._clock() - then))
