"""The door for a WSGI server (`gunicorn wsgi:app`) and for `flask` commands (`FLASK_APP=wsgi`)."""

from app import create_app

app = create_app()
