"""A Google Cloud Storage server for tests, run as `python google_bucket_server.py BUCKET`: gcp-storage-emulator, which
speaks the JSON interface over HTTP; prints its port.

It does not know `moveTo`, which is a copy and a deletion here.
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any

from gcp_storage_emulator import server
from gcp_storage_emulator.handlers import buckets, objects
from gcp_storage_emulator.storage import Storage
from parent_watch import end_with_parent

MOVE = r"^/storage/v1/b/(?P<bucket_name>[-.\w]+)/o/(?P<object_id>.+)/moveTo/o/(?P<dest_object_id>.+)$"


def move(request: Any, response: Any, storage: Any) -> None:
    """Give an object another name in its bucket."""
    request.params["dest_bucket_name"] = request.params["bucket_name"]
    objects.copy(request, response, storage)
    objects.delete(request, response, storage)


if __name__ == "__main__":
    end_with_parent()
    server.HANDLERS = ((MOVE, {server.POST: move}), *server.HANDLERS)
    storage = Storage(use_memory_fs=True)
    buckets.create_bucket(sys.argv[1], storage)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), partial(server.RequestHandler, storage))
    print(listening.server_port, flush=True)
    listening.serve_forever()
