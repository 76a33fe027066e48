"""The words of a mail: text in short lines, and a bare HTML twin of the same blocks. No pictures, nothing that tells on the reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.core.letters import Letter, msgid
from app.notices.letterhead import Letterhead
from app.notices.models import Notice
from app.notices.wording import one_line, say, say_text
from app.notices.wrapping import wrap


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words for it."""

    words: str
    url: str


Block = str | Link


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail as it will be read."""

    subject: str
    text: str
    html: str


def compose_letter(letter: Letter, language: str, head: Letterhead, *, user_id: str | None) -> Composed:
    """One letter as a mail; `user_id` None: to somebody who may have no account."""
    blocks: list[Block] = [say_text(line, language) for line in letter.lines]
    if letter.link:
        words = letter.link_text or msgid("くわしい内容を開く")
        blocks.append(Link(say_text(words, language), head.url(letter.link)))
    subject = say_text(letter.subject, language)
    footer = _footer(letter, language, head, user_id)
    return _composed(subject, [*blocks, _contact(language, head)], footer, head, language)


def compose_digest(notices: Sequence[Notice], more: int, language: str, head: Letterhead) -> Composed:
    """Several notices as one mail, each as a line with its link; `more` are left to the inbox."""
    count = f"{len(notices) + more:,}"
    blocks: list[Block] = [say_text(msgid("新しいお知らせが%(count)s件あります。", count=count), language)]
    blocks += [Link(one_line(say(n.subject, language)), head.url(f"/inbox/{n.id}")) for n in notices]
    if more:
        words = say_text(msgid("ほか%(count)s件を、お知らせの一覧で開く", count=f"{more:,}"), language)
        blocks.append(Link(words, head.url("/inbox/?unread=1")))
    subject = say_text(msgid("お知らせが%(count)s件あります", count=count), language)
    why = say_text(msgid("1日1回のまとめのメールです。受け取り方は、次のページで変えられます。"), language)
    footer: list[Block] = [_sender(language, head), Link(why, head.url("/account/notices"))]
    return _composed(subject, [*blocks, _contact(language, head)], footer, head, language)


def _footer(letter: Letter, language: str, head: Letterhead, user_id: str | None) -> list[Block]:
    sender = _sender(language, head)
    if user_id is None:
        why = msgid(
            "このメールアドレスが入力されたため、お送りしました。心当たりがないときは、何もせずにこのメールを消してください。"
        )
        return [sender, say_text(why, language)]
    if letter.is_mail_only or head.is_firm(letter.topic):
        why = msgid("大切なお知らせのため、設定にかかわらずお送りしました。ほかのお知らせの受け取り方を変えるページ：")
        return [sender, Link(say_text(why, language), head.url("/account/notices"))]
    why = msgid("この種類のメールを止める、または受け取り方を変えるページ：")
    return [sender, Link(say_text(why, language), head.url(head.stop_path(user_id, letter.topic)))]


def _sender(language: str, head: Letterhead) -> str:
    site = head.name_in(language)
    text = msgid("このメールは「%(site)s」がお送りしています。送信専用のため、返信は届きません。", site=site)
    return say_text(text, language)


def _contact(language: str, head: Letterhead) -> str:
    text = msgid("お困りのときは、%(phone)s（平日 9時〜17時）へお電話ください。", phone=head.phone)
    return say_text(text, language)


def _composed(
    subject: str, blocks: Sequence[Block], footer: Sequence[Block], head: Letterhead, language: str
) -> Composed:
    whole = msgid("【%(site)s】%(subject)s", site=head.name_in(language), subject=subject)
    title = one_line(say_text(whole, language))
    return Composed(title, _as_text(blocks, footer), _as_html(title, language, blocks, footer))


def _as_text(blocks: Sequence[Block], footer: Sequence[Block]) -> str:
    parts = [[_text_of(block) for block in part] for part in (blocks, footer)]
    return "\n\n".join([*parts[0], "-" * 35, *parts[1]]) + "\n"


def _text_of(block: Block) -> str:
    lines = [*wrap(block.words), block.url] if isinstance(block, Link) else wrap(block)
    return "\n".join(lines)


def _as_html(title: str, language: str, blocks: Sequence[Block], footer: Sequence[Block]) -> str:
    page = Markup(
        '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n<body>\n{}\n<hr>\n{}\n</body></html>\n'
    )
    parts = [Markup("\n").join(_html_of(block) for block in part) for part in (blocks, footer)]
    return str(page.format(language, title, *parts))


def _html_of(block: Block) -> Markup:
    if isinstance(block, Link):
        return Markup('<p>{}<br><a href="{}">{}</a></p>').format(block.words, block.url, block.url)
    return Markup("<p>{}</p>").format(Markup("<br>").join(block.splitlines()))
