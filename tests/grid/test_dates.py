"""Dates as people type them in six languages: the month, the day, and how sure the reading is."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.findings import CellAddress
from xltrack.grid.date_findings import month_finding
from xltrack.grid.dates import names_no_deadline, read_deadline, read_month
from xltrack.grid.incomplete_dates import read_incomplete
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.i18n.formatting import Wording

HERE = CellAddress("Actions", 7, 5)

EXACT = """
2022/12 | 2022/12 |
2023-12 | 2023/12 |
12/2022 | 2022/12 |
December 2024 | 2024/12 |
Sept. 2022 | 2022/09 |
Dec-24 | 2024/12 |
June '26 | 2026/06 |
by December 2024 | 2024/12 |
end of June 2025 | 2025/06 |
déc-24 | 2024/12 |
décembre 2024 | 2024/12 |
avant fin juin 2024 | 2024/06 |
diciembre de 2024 | 2024/12 |
ноябрь 2024 | 2024/11 |
сентябрь 2024 года | 2024/09 |
آب 2022 | 2022/08 |
سبتمبر 2022 | 2022/09 |
حزيران/يونيو 2024 | 2024/06 |
كانون الأول 2024 | 2024/12 |
٢٠٢٤/١٢ | 2024/12 |
2024年12月 | 2024/12 |
30-Jun-22 | 2022/06 | 2022-06-30
30 Jun 22 | 2022/06 | 2022-06-30
12-янв-22 | 2022/01 | 2022-01-12
March 29,2013 | 2013/03 | 2013-03-29
31 déc. 2024 | 2024/12 | 2024-12-31
2022-03-31T00:00:00Z | 2022/03 | 2022-03-31
31/12/2023 | 2023/12 | 2023-12-31
Monday, 30 June 2025 | 2025/06 | 2025-06-30
lundi 30 juin 2025 | 2025/06 | 2025-06-30
lunes, 30 de junio de 2025 | 2025/06 | 2025-06-30
понедельник, 30 июня 2025 г. | 2025/06 | 2025-06-30
الاثنين 30 يونيو 2025 | 2025/06 | 2025-06-30
2025年6月30日 星期一 | 2025/06 | 2025-06-30
mar. 30 juin 2026 | 2026/06 | 2026-06-30
Tues. 30/06/2026 | 2026/06 | 2026-06-30
jue. 31/12/2026 | 2026/12 | 2026-12-31
чт 31.12.26 | 2026/12 | 2026-12-31
الأحد 30/6/2024م | 2024/06 | 2024-06-30
周一 2025年6月30日 | 2025/06 | 2025-06-30
2025/6/30（周一） | 2025/06 | 2025-06-30
24/6/5 | 2024/06 | 2024-06-05
30.06.22 г. | 2022/06 | 2022-06-30
до 30.06.2022 | 2022/06 | 2022-06-30
no later than 31 March 2026 | 2026/03 | 2026-03-31
au plus tard en décembre 2025 | 2025/12 |
a más tardar en junio de 2025 | 2025/06 |
не позднее 1 июля 2025 года | 2025/07 | 2025-07-01
31Dec2025 | 2025/12 | 2025-12-31
31DEC25 | 2025/12 | 2025-12-31
dec25 | 2025/12 |
30.VI.2025 | 2025/06 | 2025-06-30
二〇二五年六月 | 2025/06 |
二零二五年十一月二十一日 | 2025/11 | 2025-11-21
25年6月 | 2025/06 |
2025年6月中旬 | 2025/06 |
12 янв. 22 г. | 2022/01 | 2022-01-12
30-го июня 2022 г. | 2022/06 | 2022-06-30
на 30.06.2022 | 2022/06 | 2022-06-30
в июне 2022 г. | 2022/06 |
к декабрю 26 г. | 2026/12 |
Weds 29 June 2022 | 2022/06 | 2022-06-29
1 January 70 | 1970/01 | 1970-01-01
1 January 69 | 2069/01 | 2069-01-01
XII.2026 | 2026/12 |
15-20 March 2027 | 2027/03 | 2027-03-20
March 15 to 20, 2027 | 2027/03 | 2027-03-20
du 15 au 20 mars 2027 | 2027/03 | 2027-03-20
del 15 al 20 de marzo de 2027 | 2027/03 | 2027-03-20
с 15 по 20 марта 2027 г. | 2027/03 | 2027-03-20
من 15 إلى 20 آذار 2027 | 2027/03 | 2027-03-20
2027年3月15日至20日 | 2027/03 | 2027-03-20
"""

SPANS = """
Q3 2024 | 2024/09 | quarter
2024 Q3 | 2024/09 | quarter
Q3-24 | 2024/09 | quarter
T4 2023 | 2023/12 | quarter
3Q24 | 2024/09 | quarter
4T25 | 2025/12 | quarter
3кв2024 | 2024/09 | quarter
2025年Q3 | 2025/09 | quarter
end of Q2 2025 | 2025/06 | quarter
1H25 | 2025/06 | half
EOY 2025 | 2025/12 | end
Fourth quarter of 2022 | 2022/12 | quarter
troisième trimestre 2024 | 2024/09 | quarter
2.º trimestre de 2025 | 2025/06 | quarter
3.er trimestre de 2026 | 2026/09 | quarter
4to trimestre de 2026 | 2026/12 | quarter
2do semestre de 2025 | 2025/12 | half
3кв. 2024 г. | 2024/09 | quarter
в 3-м квартале 2024 г. | 2024/09 | quarter
24年三季度 | 2024/09 | quarter
2025年第二季度末 | 2025/06 | quarter
IV квартал 2024 г. | 2024/12 | quarter
4-й квартал 2024 | 2024/12 | quarter
الربع الثالث من عام 2024 | 2024/09 | quarter
2024年第三季度 | 2024/09 | quarter
1st half 2023 | 2023/06 | half
H2 2024 | 2024/12 | half
1er semestre 2025 | 2025/06 | half
primer semestre de 2025 | 2025/06 | half
первое полугодие 2023 | 2023/06 | half
النصف الأول 2023 | 2023/06 | half
2024年下半年 | 2024/12 | half
by end 2025 | 2025/12 | end
d'ici fin 2025 | 2025/12 | end
finales de 2025 | 2025/12 | end
до конца 2025 года | 2025/12 | end
بحلول نهاية عام 2025 | 2025/12 | end
2025年底 | 2025/12 | end
mid-2025 | 2025/06 | middle
mi-2024 | 2024/06 | middle
mediados de 2025 | 2025/06 | middle
vers la mi-2025 | 2025/06 | middle
a mitad de 2025 | 2025/06 | middle
hacia finales de 2025 | 2025/12 | end
на конец 2025 г. | 2025/12 | end
2025年中期 | 2025/06 | middle
середина 2025 | 2025/06 | middle
منتصف 2025 | 2025/06 | middle
2025年中 | 2025/06 | middle
early 2023 | 2023/03 | start
début 2023 | 2023/03 | start
principios de 2023 | 2023/03 | start
начало 2023 | 2023/03 | start
أوائل 2023 | 2023/03 | start
2023年初 | 2023/03 | start
July 2021 – December 2021 | 2021/12 | range
Jan-Mar 2025 | 2025/03 | range
Q3 2024 - Q1 2025 | 2025/03 | range
du 1er janvier au 30 juin 2024 | 2024/06 | range
с января по июнь 2024 | 2024/06 | range
Mar/Jun 2025 | 2025/06 | range
Q4 2025/Q1 2026 | 2026/03 | range
01/2025-12/2026 | 2026/12 | range
Q2 2026 (tbc) | 2026/06 | quarter
between March and June 2027 | 2027/06 | range
entre mars et juin 2027 | 2027/06 | range
marzo a junio de 2027 | 2027/06 | range
"""

IN_DOCUMENTS = """
2022 | 2022/12 | year
2024年 | 2024/12 | year
2024-2026 | 2026/12 | range
2025/2026 | 2026/12 | range
2025-26 | 2026/12 | range
2025–2026 (tentative) | 2026/12 | range
"""


def table(text: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]


@pytest.mark.parametrize("text, month, day", table(EXACT))
def test_a_month_or_a_day_is_read_in_any_language(text, month, day):
    reading = read_month(text)
    assert reading is not None
    assert (str(reading.month), str(reading.day or ""), reading.exact) == (month, day, True)


@pytest.mark.parametrize(
    "text, month", [("Dec 2025 (tbc)", "2025/12"), ("2025/12 （待定）", "2025/12"), ("31.12.2025 (révisée)", "2025/12")]
)
def test_a_remark_in_brackets_changes_no_date_and_the_whole_text_is_reported(text, month):
    reading = read_month(text)
    assert reading is not None
    finding = month_finding(reading, text, HERE, "Deadline")
    assert finding is not None
    assert (finding.found, finding.values["value"]) == (text, month)


@pytest.mark.parametrize("text, month, span", table(SPANS))
def test_a_stretch_of_a_year_is_its_last_month_and_says_so(text, month, span):
    reading = read_month(text)
    assert reading is not None
    assert (str(reading.month), reading.span) == (month, span)
    finding = month_finding(reading, text, HERE, "Deadline")
    assert finding is not None
    assert (finding.code, finding.values["value"]) == ("span_of_time", month)


@pytest.mark.parametrize("text, month, span", table(IN_DOCUMENTS))
def test_a_bare_year_and_a_range_of_years_are_deadlines_in_documents_only(text, month, span):
    reading = read_deadline(text)
    assert reading is not None
    assert (str(reading.month), reading.span) == (month, span)
    assert read_month(text) is None


@pytest.mark.parametrize(
    "text, code, value",
    [
        ("June 26", "year_or_day", "2026/06"),
        ("Dec. 31", "year_or_day", "2031/12"),
        ("июн. 26", "year_or_day", "2026/06"),
        ("01/07/2025", "ambiguous_date", "2025/07"),
        ("25/6/30", "ambiguous_date", "2030/06"),
        ("22-06-25", "ambiguous_date", "2025/06"),
        ("2567/06", "other_calendar", "2024/06"),
        ("31 December 2567", "other_calendar", "2024/12"),
        ("1403/06/15", "other_calendar", "2024/09"),
        ("1403/01/01", "other_calendar", "2024/03"),
    ],
)
def test_a_doubtful_date_is_read_and_reported(text, code, value):
    reading = read_month(text)
    assert reading is not None
    assert not reading.exact
    finding = month_finding(reading, text, HERE, "Deadline")
    assert finding is not None
    assert (finding.code, finding.values["value"]) == (code, value)
    for language in LANGUAGES:
        assert text in finding.message(language)


@pytest.mark.parametrize(
    "text",
    [
        "FY2025 Q1",
        "each June and December",
        "Q5 2024",
        "31.02.2022",
        "soon",
        "",
        "Room 2024 b",
        "2026-2024",
        "x" * 500,
        "6/22",
        "Mon 31.06.2025",
        "Room 31.12.2025",
        "30.XIII.2025",
        "二〇二五年十三月",
        "A4 2025",
        "Jun Jul 2025",
        "2025-12 (was 2024-12)",
        "2026/2025",
        "Jun/Mar 2025",
    ],
)
def test_what_names_no_month_is_not_guessed(text):
    assert read_deadline(text) is None


@pytest.mark.parametrize(
    "text",
    ["ongoing", "TBD", "TBC", "No due date", "--", "—", "n/a", "en continu", "Sans objet", "por determinar", "En curso",
     "постоянно", "مستمر", "持续进行", "待定", "Annually", "chaque année", "Quarterly", "Immediately", "ASAP",
      "ежегодно"],
)  # fmt: skip
def test_words_for_no_deadline_are_known(text):
    assert names_no_deadline(text)
    assert read_deadline(text) is None


@given(st.dates(date(1971, 1, 1), date(2069, 12, 31)))
def test_any_day_is_read_in_the_long_form_of_every_language(day):
    for language in LANGUAGES:
        reading = read_month(Wording(language).write(day))
        assert reading is not None
        assert (reading.day, reading.exact) == (day, True)


def test_persian_years_begin_with_spring_and_their_days_follow_each_other():
    """Every day of the years 1391 to 1410 once, in order: the calendar leaves out none and repeats none."""
    days = []
    for year in range(1391, 1411):
        for month in range(1, 13):
            for day in range(1, (31 if month < 7 else 30) + 1):
                reading = read_month(f"{year}/{month:02}/{day:02}")
                assert reading is not None
                days.append(reading.day)
    assert days[0] == date(2012, 3, 20)
    assert {later - earlier for earlier, later in pairwise(days)} <= {timedelta(0), timedelta(1)}
    assert len(set(days)) == (days[-1] - days[0]).days + 1


_BESIDE = ["", "Mon ", "lundi ", "вт ", "الأحد ", "by ", "до ", "le "]


@given(
    st.dates(date(1971, 1, 1), date(2069, 12, 31)),
    st.sampled_from(_BESIDE),
    st.sampled_from(["", " г.", "م", "(周一)"]),
)
def test_the_day_of_the_week_or_a_year_s_word_beside_numbers_changes_no_day(day, before, after):
    reading = read_month(f"{before}{day:%d.%m.%Y}{after}")
    assert reading is not None
    assert (reading.day, reading.exact) == (day, True)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_deadlines(text):
    read_deadline(text)
    read_deadline(f"{text}月")
    names_no_deadline(text)


@pytest.mark.parametrize(
    "text, month", [("خرداد ۱۴۰۴", "2025/06"), ("15 مهر 1404", "2025/10"), ("خرداد 2025", None), ("June 1404", None)]
)
def test_months_of_the_persian_calendar_are_read_with_its_years_only(text, month):
    found = read_month(text)
    assert (found and str(found.month), found and found.calendar) == (month, month and "persian")


NEAR = date(2024, 9, 15)
"""The day from which a missing year is counted."""
INCOMPLETE = """
summer 2025 | month | month | 2025/08
by spring 2025 | month | month | 2025/05
été 2025 | month | month | 2025/08
à l’automne 2025 | month | month | 2025/11
verano de 2025 | month | month | 2025/08
otoño 2025 | month | month | 2025/11
лето 2025 г. | month | month | 2025/08
осенью 2025 | month | month | 2025/11
صيف 2025 | month | month | 2025/08
ربيع عام 2025 | month | month | 2025/05
2025年夏季 | month | month | 2025/08
2025年秋天 | month | month | 2025/11
winter 2025 | month | month | 2025/12
winter 2025/26 | month | month | 2026/02
hiver 2025-2026 | month | month | 2026/02
2025 | month | month | 2025/12
2024-2026 | month | month | 2026/12
6月30日 | month | year | 2025/06
30 June | month | year | 2025/06
September | month | year | 2024/09
le 1er décembre | month | year | 2024/12
30 de junio | month | year | 2025/06
30 июня | month | year | 2025/06
30 يونيو | month | year | 2025/06
30/06 | month | year | 2025/06
31.12. | month | year | 2024/12
29 February | month | year | 2025/02
Q3 | month | year | 2024/09
fin juin | month | year | 2025/06
6月30日 | date | year | 2024-06-30
30 June | date | year | 2024-06-30
31/12 | date | year | 2023-12-31
29 Feb | date | year | 2024-02-29
June 2024 | date | day | 2024-06-30
2024年2月 | date | day | 2024-02-29
summer 2024 | date | month | 2024-08-31
"""


@pytest.mark.parametrize("text, kind, missing, value", table(INCOMPLETE))
def test_a_date_that_lacks_a_part_is_understood_and_completed_to_a_proposal(text, kind, missing, value):
    found = read_incomplete(text, NEAR, kind)
    assert found is not None
    assert (found.missing, found.proposal(kind)) == (missing, value)
    assert kind == "date" or read_month(text) is None


@pytest.mark.parametrize(
    "text", ["soon", "", "5", "6/5", "1.10", "each June and December", "31.02.2022", "夏", "summer"]
)
def test_what_is_no_date_has_no_part_to_add(text):
    assert read_incomplete(text, NEAR, "month") is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_search_for_missing_parts(text):
    for words in (text, f"{text} summer", f"{text}月"):
        read_incomplete(words, NEAR, "date")
