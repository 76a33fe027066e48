"""Corrections: 「情報の誤りを知らせる」 on every public record, without an account; a queue and an answer at the office in charge."""
