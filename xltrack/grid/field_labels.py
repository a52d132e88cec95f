"""Words beside a page number, a date or a file's name in a printed margin that only say what it is."""

from __future__ import annotations

from xltrack.i18n.catalogue import bare

_WORDS = frozenset(
    bare(word)
    for word in """
page pages pg p of seite seiten von pagina paginas página páginas pág pag pagine di de do da sur su el la le à a
стр страница страницы страниц с из лист сторінка бет саҳифа sahifa барак страница дата файл на от
صفحة من رقم ورقة التاريخ صفحه از
第 页 頁 共 之 工作表 日期 文件 ページ 페이지
sayfa halaman dari strona z sida av side af sivu trang ukurasa wa stránka strana oldal stranica
sheet feuille hoja blatt date fecha datum file fichier archivo datei printed imprimé impreso time heure hora
""".casefold().split()
)


def names_fields(text: str) -> bool:
    """Return whether a text beside a field names it and says nothing else: "Page 1 of 5".

    >>> names_fields("Page of"), names_fields("第 页 共 页"), names_fields("Approved")
    (True, True, False)
    """
    words = "".join(ch if ch.isalpha() else " " for ch in text.casefold()).split()
    return all(bare(word) in _WORDS for word in words)
