"""Words of dates in the languages of the United Nations (and Portuguese): months, days of the week, parts of a year.

Only for reading. Every table is keyed without accents and case, as `bare` gives them. Chinese, which counts its
months and writes no blanks, is read by patterns instead.
"""

from __future__ import annotations

from xltrack.i18n.catalogue import bare

_MONTHS = """
january jan janvier janv enero ene января январь янв январе январю janeiro يناير جانفي
february feb février fevrier févr fevr fév febrero февраля февраль фев феврале февралю февр fevereiro فبراير شباط فيفري
march mar mars marzo марта март мар марте марту março مارس آذار
april apr avril avr abril abr апреля апрель апр апреле апрелю أبريل نيسان أفريل
may mai mayo мая май мае маю maio مايو أيار ماي
june jun juin junio июня июнь июн июне июню junho يونيو يونيه حزيران جوان
july jul juillet juil julio июля июль июл июле июлю julho يوليو يوليه تموز جويلية
august aug août aout agosto ago августа август авг августе августу أغسطس آب أوت
september sep sept septembre septiembre setiembre set сентября сентябрь сен сент сентябре сентябрю setembro سبتمبر أيلول
october oct octobre octubre октября октябрь окт октябре октябрю outubro أكتوبر
november nov novembre noviembre ноября ноябрь ноя нояб ноябре ноябрю novembro نوفمبر
december dec décembre decembre déc diciembre dic декабря декабрь дек декабре декабрю dezembro ديسمبر
"""
_PERSIAN_MONTHS = """
فروردین
اردیبهشت
خرداد
تیر
مرداد
شهریور
مهر
آبان
آذر
دی
بهمن
اسفند
"""
_WEEKDAYS = """
monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs friday fri saturday sat sunday sun
lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
lunes martes miércoles mié jueves jue viernes vie sábado sáb domingo dom
понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс
الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يوم
"""
_FILLERS = """
of the by in to year yr at around about before until due
e eme er o de du d des la le l les en à a au aux ici vers avant année an courant
del los las el para y hacia hasta antes año
й я е ий ый го му м с г года году год в во до к ко на по
من في عام سنة بحلول قبل العام م
年
"""
_QUARTER = "q quarter quarters qtr trimestre trimestres trim tri квартал квартала квартале кварталу кв الربع ربع"
_HALF = "half semester semestre sem полугодие полугодия полугодии полугодию النصف نصف"
_END = """
end late year-end yearend eoy fin finales fines final finais конец конца концу конце نهاية أواخر آخر
"""
_MIDDLE = "mid midyear middle mi milieu mediados mitad meados середина середины середине середину сер منتصف أواسط"
_START = """
early beginning beg start début principios comienzos inicio inicios начало начала начале началу нач أوائل مطلع بداية
"""
_ORDINALS = """
1 first premier première primer primero primera первый первое первого первом первому i الأول الأولى
2 second deuxième seconde segundo segunda второй второе второго втором второму ii الثاني الثانية
3 third troisième tercer tercero третий третьего третьем третьему iii الثالث الثالثة
4 fourth last quatrième dernier cuarto último четвертый четвертого четвертом четвертому iv الرابع الأخير
"""
_NONE = (
    "ongoing", "on-going", "continuous", "continuous process", "continuing", "continuously", "permanent", "recurrent",
    "as needed", "as required", "tbd", "tbc", "to be determined", "to be confirmed", "to be decided", "to be defined",
    "no due date", "no deadline", "no date", "not specified", "not applicable", "n/a", "na", "none", "nil",
    "en continu", "continu", "continue", "en permanence", "permanente", "à déterminer", "à définir", "à confirmer",
    "sans objet", "sans échéance", "non défini", "s.o.",
    "annually", "every year", "yearly", "biannually", "twice a year", "quarterly", "every quarter", "monthly",
    "regularly", "immediate", "immediately", "with immediate effect", "asap", "as soon as possible", "open-ended",
    "annuel", "annuelle", "annuellement", "chaque année", "tous les ans", "trimestriel", "trimestriellement", "mensuel",
    "mensuellement", "régulièrement", "immédiat", "immédiatement", "dès que possible", "inmediato", "inmediatamente",
    "anual", "anualmente", "cada año", "trimestral", "trimestralmente", "mensual", "mensualmente", "lo antes posible",
    "ежегодно", "каждый год", "ежеквартально", "ежемесячно", "регулярно", "немедленно", "как можно скорее",
    "سنويا", "كل سنة", "كل عام", "فصليا", "شهريا", "فورا", "فوري", "في أقرب وقت ممكن", "بانتظام",
    "每年", "每季度", "每月", "定期", "立即", "尽快",
    "continuo", "continua", "en curso", "por determinar", "por definir", "por confirmar", "sin fecha", "sin plazo",
    "no aplicable", "постоянно", "на постоянной основе", "непрерывно", "по мере необходимости", "не определён",
    "не установлен", "будет определён", "подлежит уточнению", "уточняется", "без срока", "не применимо",
    "مستمر", "مستمرة", "بصورة مستمرة", "بشكل مستمر", "دائم", "يحدد لاحقا", "غير محدد", "لا ينطبق", "بدون موعد",
    "持续", "持续进行", "长期", "待定", "待确认", "不适用", "无期限", "无",
)  # fmt: skip
AT_THE_LATEST = (
    "no later than", "not later than", "at the latest", "latest by", "au plus tard", "à plus tard", "a más tardar",
    "a mas tardar", "no más tarde de", "не позднее", "не позже", "في موعد أقصاه", "في موعد لا يتجاوز", "最迟", "不晚于",
)  # fmt: skip
"""Words before or after a date that call it a deadline and do not change it."""
TUESDAYS_LIKE_MARCH = ("mar", "mart")
"""Short forms of a day of the week that are a month's as well: "mar. 30 juin 2026"."""
TWO_WORD_MONTHS = {"كانون الثاني": "يناير", "تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر", "كانون الأول": "ديسمبر"}
"""The months that have two words, with a name that has one."""
RANGE_WORDS = ("to", "until", "through", "au", "à", "a", "al", "hasta", "по", "إلى", "至", "到")
"""Words between the two ends of a span of time."""


def _set(words: str) -> frozenset[str]:
    return frozenset(bare(word) for word in words.casefold().split())


def _numbered(lines: str) -> dict[str, int]:
    return {bare(word): n for n, line in enumerate(lines.strip().splitlines(), 1) for word in line.casefold().split()}


MONTH_WORDS = _numbered(_MONTHS)
"""Names of the months, short forms included -> 1 to 12."""
PERSIAN_MONTHS = _numbered(_PERSIAN_MONTHS)
"""Names of the months of the Persian calendar -> 1 to 12."""
ORDINALS = _numbered(_ORDINALS)
"""Words for the number of a quarter or half -> 1 to 4; Roman numbers, too."""
WEEKDAYS = _set(_WEEKDAYS)
FILLERS = _set(_FILLERS)
YEAR_WORDS = _set("г год года году م")
"""Words behind a number that say it is a year: "12 янв. 22 г."."""
QUARTER, HALF, END, MIDDLE, START = map(_set, (_QUARTER, _HALF, _END, _MIDDLE, _START))
NO_DEADLINE = frozenset(bare(word) for word in _NONE)
"""Words that people write where an action has no deadline."""
