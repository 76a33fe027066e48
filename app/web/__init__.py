"""What all pages share; the only shared code that knows HTTP: access, transaction, errors, templates, security, languages."""
