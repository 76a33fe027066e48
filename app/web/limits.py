"""Limits for floods from one network: whole offices share one address, so they are wide. Counted a process, in memory.

Sign-in and submissions are counted in the main database by their own rooms, not here.
"""

from typing import Final

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SEARCHES: Final = "300 per minute"
SUGGESTIONS: Final = "600 per minute"
PAPERS: Final = "30 per minute"

limiter: Final = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True, strategy="fixed-window")
searching = limiter.shared_limit(SEARCHES, scope="search")  # search pages and the API together
typing_ahead = limiter.shared_limit(SUGGESTIONS, scope="suggest")
asking_for_papers = limiter.shared_limit(PAPERS, scope="papers")
