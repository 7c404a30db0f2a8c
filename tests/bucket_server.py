"""An S3 server for tests, run as `python bucket_server.py`: moto's, speaking S3 over HTTP; prints its port."""

from __future__ import annotations

from moto.server import DomainDispatcherApplication, create_backend_app
from parent_watch import end_with_parent
from werkzeug.serving import make_server

if __name__ == "__main__":
    end_with_parent()
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    print(server.port, flush=True)
    server.serve_forever()
