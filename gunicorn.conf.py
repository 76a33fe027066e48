"""gunicorn's settings for `make demo` and `make serve`; WEB_CONCURRENCY and THREADS suit a larger machine."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("THREADS", "8"))
worker_class = "gthread"
graceful_timeout = 30
timeout = 60
keepalive = 15
limit_request_line = 8190  # bytes; longer addresses are answered with 414
max_requests = 0
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(worker):  # noqa: ANN001, ANN201 - gunicorn's hook, outside our types
    """Load dictionary and index once before the first visitor."""
    from app.search.parameters import SearchRequest

    with worker.wsgi.extensions["database"].read() as session:
        worker.wsgi.extensions["search"].search(session, SearchRequest(q="めっき"))
