"""Personal data as those may see them who need not know them whole: enough to tell people apart, no more."""

from __future__ import annotations

STAR = "*"


def mask_name(name: str) -> str:
    """The first character of a name: 张某某 → 张**; a name of one character is hidden."""
    name = name.strip()
    return name[:1] + STAR * (len(name) - 1) if len(name) > 1 else STAR * len(name)


def mask_resident_id(number: str) -> str:
    """The first three and the last two characters of a resident number; a shorter text is hidden."""
    return _middle(number, 3, 2)


def mask_phone(phone: str) -> str:
    """The first three and the last four digits: 138****1234; a shorter number shows its last two."""
    return _middle(phone, 3, 4) if len(phone) > 7 else _middle(phone, 0, 2)


def mask_account(number: str) -> str:
    """The last four digits of an account."""
    return _middle(number, 0, 4)


def account_end(number: str) -> str:
    """The same in a word for a list: 尾号1234; empty where there is none."""
    shown = mask_account(number).lstrip(STAR)
    return f"尾号{shown}" if shown else STAR * min(len(number), 4)


def mask_address(address: str) -> str:
    """The first six characters, which is about as far as county or township."""
    return address[:6] + STAR * 3 if len(address) > 6 else STAR * len(address)


def _middle(text: str, first: int, last: int) -> str:
    """Stars between; everything where little would be left to hide."""
    hidden = len(text) - first - last
    if hidden < 2:
        return STAR * len(text)
    return text[:first] + STAR * hidden + text[len(text) - last :]
