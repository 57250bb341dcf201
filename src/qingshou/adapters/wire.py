"""How adapters go out: with limits of their own on time and size, and followed nowhere else."""

from __future__ import annotations

import httpx

from qingshou.checkout.ports import Malformed, Unavailable

LIMITS = httpx.Timeout(connect=3, read=10, write=5, pool=3)
LARGEST_ANSWER = 1024 * 1024
LARGEST_BILL = 128 * 1024 * 1024


def fresh_http() -> httpx.Client:
    """Make a connection pool; this machine is found without a proxy, whatever the environment."""
    return httpx.Client(follow_redirects=False, timeout=LIMITS, mounts={"all://127.0.0.1": None})


def fetch(
    http: httpx.Client, request: httpx.Request, *, largest: int
) -> tuple[httpx.Response, bytes]:
    """Send a request, and tell the answer with its whole body.

    Raises:
        Unavailable: If there was no answer; the other side may have acted all the same.
        Malformed: If the body is larger than allowed.
    """
    body = bytearray()
    try:
        response = http.send(request, stream=True)
        try:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > largest:
                    raise Malformed(f"the answer is larger than {largest} bytes")
        finally:
            response.close()
    except httpx.HTTPError as fault:
        raise Unavailable(f"{type(fault).__name__} at the gateway") from fault
    return response, bytes(body)
