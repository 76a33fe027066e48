"""Files: pictures and attachments that people send, checked, kept by their hash outside static, and streamed to whoever may see them.

The room stores and streams; who may see a file is asked by the room that shows it, on a route of its own.
"""
