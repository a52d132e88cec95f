"""The words of a mail itself: without what it quotes, with the words of a mail that it forwards."""

from __future__ import annotations

import re

_QUOTED = re.compile(
    r"^(?:>|_{10,}\s*$|-{2,}\s*(?:original|forwarded|message d|mensaje|исходн|пересыл|الرسالة|原始|转发)"
    r"|(?:on|le|el|am|il|в|в\s*)\b.{6,200}(?:wrote|a écrit|escribió|schrieb|ha scritto|написал\S*|пишет)\s*:?\s*$"
    r"|.{0,100}(?:كتب|写道)\s*[:：]\s*$|\d{1,2}.{4,120}(?:пишет|написал\S*)\s*:\s*$)",
    re.IGNORECASE,
)
_WRAPPED = re.compile(
    r"^((?:on|le|el|am|il|в)\b.*\d.*)\n"
    r"((?:\S+ )?(?:wrote|(?:a )?écrit|escribió|schrieb|scritto|написал\S*|пишет)\s*:\s*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""The line over a quotation, broken in two."""
_FROM = re.compile(r"^\*?(?:from|de|von|от|من|发件人)\s?[:：]", re.IGNORECASE)
_SENT = re.compile(
    r"^\*?(?:sent|date|envoyé|enviado( el)?|fecha|отправлено|дата|تاريخ الإرسال|تم الإرسال|التاريخ|发送时间|日期)"
    r"\s?[:：]",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"^\*?(?:subject|to|cc|objet|à|asunto|para|тема|кому|копия|الموضوع|إلى|主题|收件人|抄送)\s?[:：]", re.IGNORECASE
)
_FORWARD = re.compile(r"^-{2,}.*(?:forwarded|transféré|transmis|reenviado|пересыл|محول|转发)", re.IGNORECASE)
_FORWARDS = re.compile(r"^\s*(?:fwd?|tr|rv|wg|пересл|转发)\s?[:：]", re.IGNORECASE)
"""The beginning of a forwarded mail's subject; the words that such a mail repeats are its message."""
_WORD = re.compile(r"\w{2,}")
_MORE_WORDS = 3
"""Words from which on the formatted part of a mail counts as having more than its plain part."""
_ACTION = re.compile(r"\bR\d+\.A\d+\b", re.IGNORECASE)


def own_words(text: str) -> str:
    """Return a mail's words without its signature and what it quotes.

    Below a quotation without marks nothing is its own. Words between marked lines answer the lines above them, of which
    the last is kept.
    """
    lines, kept, marked = _lines(text), list[str](), ""
    for at, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith(">"):
            marked = bare if bare.strip("> ") else marked
        elif line.rstrip() == "--" or (_is_quotation(lines, at) and not _is_marked(lines[at + 1 : at + 4])):
            break
        elif not _is_quotation(lines, at):
            kept += [marked, line.rstrip()] if bare and marked else [line.rstrip()]
            marked = "" if bare else marked
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def mail_words(text: str, subject: str) -> str:
    """Return a mail's own words and, of a forwarded mail, the forwarded words after their sender.

    A line such as "Forwarded message" begins them; under a subject such as "FW: ..." a quotation does, too.
    """
    lines, passes_on = _lines(text), bool(_FORWARDS.match(subject))
    ends = (at + 1 for at, line in enumerate(lines) if _FORWARD.match(line.strip())
            or (passes_on and _is_quotation(lines, at)))  # fmt: skip
    begin = next(ends, 0)
    if not begin:
        return own_words(text)
    start = begin - 1 if _FROM.match(lines[begin - 1].strip()) else begin
    sender = ""
    for line in map(str.strip, lines[start:]):
        if _FROM.match(line):
            sender = re.split("[:：]", line, maxsplit=1)[1].strip(" *")
        elif line and not (_SENT.match(line) or _HEAD.match(line)):
            break
        start += 1
    inner = own_words("\n".join(lines[start:]))
    forwarded = f"{sender}: {inner}" if sender and inner else inner
    return "\n\n".join(filter(None, (own_words(text), forwarded)))


def fuller_words(plain: str, formatted: str) -> str:
    """Return the plain words of a mail, with those that only its formatted part has; of a table, the formatted ones."""
    known, words = set(_WORD.findall(plain.casefold())), set(_WORD.findall(formatted.casefold()))
    if len(words - known) < _MORE_WORDS and plain and not ("\t" in formatted and known <= words):
        return plain
    return formatted if known <= words else f"{plain}\n{formatted}"


def with_subject(text: str, subject: str, has_files: bool) -> str:
    """Return the words after the subject, where that names an action or the mail has neither words nor files."""
    return "\n\n".join(filter(None, (subject, text))) if _ACTION.search(subject) or not (text or has_files) else text


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _WRAPPED.sub(r"\1 \2", text).split("\n")


def _is_quotation(lines: list[str], at: int) -> bool:
    """Return whether an earlier mail begins at a line, or is quoted in it."""
    bare = lines[at].strip()
    return bool(_QUOTED.match(bare) or (_FROM.match(bare) and _is_head(lines[at + 1 : at + 5])))


def _is_marked(lines: list[str]) -> bool:
    """Return whether the first words in some lines are marked as quoted."""
    return next((line for line in map(str.strip, lines) if line), "").startswith(">")


def _is_head(lines: list[str]) -> bool:
    return any(_SENT.match(line.strip()) for line in lines)
