"""Plans written as offices write them: Word, web page, workbook, CSV and text, in any order and with any words."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import openpyxl

from xltrack.model.plan import Plan

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
HEADERS = {
    "en": {
        "recommendation": ["Evaluation Recommendations", "Recommendation", "recommendationText"],
        "response": ["Management response", "Response of the services", "managementComments"],
        "category": ["Accepted/Partially accepted/Rejected", "Response category"],
        "description": ["Key action(s)", "Actions planned", "Action point", "Management – Action to be taken"],
        "responsible": ["Responsible unit(s)", "Responsible office/person", "Action owner", "responsibleUnit(s)"],
        "deadline": [
            "Time frame",
            "DueDate",
            "Expected completion date",
            "Completion (planned)",
            "targetCompletionDate",
        ],
        "status": ["Status", "Implementation stage", "Current status", "implementationStatus", "Status (Oct 2026)"],
        "comments": ["Comments", "Actions taken", "Latest update", "Remarks / evidence of progress"],
    },
    "fr": {
        "recommendation": ["Recommandation", "Recommandation de l'évaluation"],
        "response": ["Réponse de la direction", "Commentaire de la direction"],
        "category": ["Catégorie de la réponse"],
        "description": ["Action(s) clé(s)", "Mesure(s) à prendre", "Action convenue"],
        "responsible": ["Unité(s) responsable(s)", "Service(s) responsable(s)", "Responsable de l'action"],
        "deadline": ["Calendrier", "Délai d'exécution", "Échéance (prévue)"],
        "status": ["Statut", "État d'avancement", "État (actuel)"],
        "comments": ["Commentaires", "Observations", "Dernier point"],
    },
    "es": {
        "recommendation": ["Recomendación", "Recomendación (o asunto) de la evaluación"],
        "response": ["Respuesta de la administración", "Respuesta de la dirección"],
        "category": ["Categoría de la respuesta"],
        "description": ["Acción(es) clave", "Acciones previstas"],
        "responsible": ["Oficina/persona responsable", "Unidad(es) responsable(s)"],
        "deadline": ["Plazo", "Fecha prevista de finalización"],
        "status": ["Estado", "Etapa de ejecución"],
        "comments": ["Comentarios", "Medidas adoptadas"],
    },
    "ru": {
        "recommendation": ["Рекомендация (оценки)", "Рекомендация"],
        "response": ["Ответ руководства"],
        "category": ["Категория ответа"],
        "description": ["Ключевые действия", "Мероприятия"],
        "responsible": ["Ответственное подразделение", "Исполнитель"],
        "deadline": ["Сроки", "Срок исполнения"],
        "status": ["Статус", "Состояние"],
        "comments": ["Комментарии"],
    },
    "ar": {
        "recommendation": ["التوصية"],
        "response": ["رد الإدارة"],
        "category": ["فئة الرد"],
        "description": ["الإجراءات الرئيسية"],
        "responsible": ["الجهة المسؤولة (الجهات)", "الجهة المسؤولة"],
        "deadline": ["الموعد النهائي (المخطط)", "الموعد النهائي"],
        "status": ["حالة التنفيذ"],
        "comments": ["ملاحظات"],
    },
    "zh": {
        "recommendation": ["建议"],
        "response": ["管理层回应"],
        "category": ["回应类别"],
        "description": ["关键行动", "行动"],
        "responsible": ["负责单位"],
        "deadline": ["截止日期"],
        "status": ["状态"],
        "comments": ["备注"],
    },
}
STATUSES = {
    "en": {
        "completed": ["Completed", "Fully implemented", "ClosedImplemented", "Closed - Implemented", "100 %"],
        "initiated": ["Ongoing", "Underway", "Open – in progress", "OpenInProgress", "Partially implemented", "40%"],
        "not_initiated": ["Not started", "Not implemented", "Not yet due", "0 %", "Open – not started"],
        "no_longer_applicable": ["No longer applicable", "Superseded", "Overtaken by events", "Risk accepted"],
    },
    "fr": {
        "completed": ["Achevé", "Achevée", "Réalisée", "Mise en œuvre", "Exécuté(e)"],
        "initiated": ["Initiée", "En cours", "Dans les délais", "Partiellement mise en œuvre"],
        "not_initiated": ["Non initiée", "Non entamé", "Non commencées", "Non mise en œuvre"],
        "no_longer_applicable": ["Plus applicable", "Sans objet", "Annulées", "Abandonné"],
    },
    "es": {
        "completed": ["Completada", "Implementada", "Cumplida", "Finalizado"],
        "initiated": ["Iniciada", "En curso", "Parcialmente implementada", "Atrasada-Iniciada"],
        "not_initiated": ["No iniciada", "Sin iniciar"],
        "no_longer_applicable": ["Ya no es aplicable", "Cancelada"],
    },
    "ru": {
        "completed": ["Завершено", "Выполнено", "Завершена"],
        "initiated": ["Начато", "Выполняется", "В процессе", "Просрочено - начато"],
        "not_initiated": ["Не начато", "Не начаты"],
        "no_longer_applicable": ["Более не применимо", "Отменено", "Неактуально"],
    },
    "ar": {
        "completed": ["منفذة", "مكتمل"],
        "initiated": ["قيد التنفيذ", "منفذة جزئيا"],
        "not_initiated": ["لم تنفذ", "لم يبدأ"],
        "no_longer_applicable": ["لم تعد منطبقة", "ملغاة"],
    },
    "zh": {
        "completed": ["已完成"],
        "initiated": ["进行中"],
        "not_initiated": ["未启动", "尚未开始"],
        "no_longer_applicable": ["不再适用", "已取消"],
    },
}
ANSWERS = {
    "en": {"accepted": ["Accepted", "Agree", "Concur"], "partially_accepted": ["Partially agree", "Partly accepted"],
           "rejected": ["Not agreed", "Do not concur", "Rejected"]},
    "fr": {"accepted": ["Acceptée", "D'accord"], "partially_accepted": ["Acceptée en partie"], "rejected": ["Refusée"]},
    "es": {"accepted": ["Aceptada", "De acuerdo"], "partially_accepted": ["Parcialmente aceptada"],
           "rejected": ["Rechazada"]},
    "ru": {"accepted": ["Принята"], "partially_accepted": ["Принято частично"], "rejected": ["Отклонено"]},
    "ar": {"accepted": ["مقبولة"], "partially_accepted": ["مقبولة جزئيا"], "rejected": ["مرفوضة"]},
    "zh": {"accepted": ["接受"], "partially_accepted": ["部分接受"], "rejected": ["拒绝"]},
}  # fmt: skip
_MONTHS = """
en January February March April May June July August September October November December
fr janvier février mars avril mai juin juillet août septembre octobre novembre décembre
es enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ru январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
ar يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
"""
MONTHS = {line.split()[0]: line.split()[1:] for line in _MONTHS.strip().splitlines()}


@dataclass(frozen=True)
class Written:
    """A plan with the words that a form writes for it: headers by field, and texts by ref and field."""

    plan: Plan
    language: str
    headers: dict[str, str]
    order: tuple[str, ...]
    """The columns of an action, from the left."""
    words: dict[tuple[str, str], str]

    def cells(self, action: object) -> list[str]:
        ref = action.ref  # type: ignore[attr-defined]
        own = {name: getattr(action, name) for name in ("description", "responsible", "comments")}
        own |= {"deadline": self.words.get((ref, "deadline"), ""), "status": self.words[ref, "status"]}
        return [own[name] for name in self.order]


def matrix(written: Written) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """One table for all: recommendation, category and response merged over the rows of their actions."""
    rows = [[written.headers[name] for name in ("recommendation", "category", "response", *written.order)]]
    merged: list[tuple[int, int, int, int]] = []
    for rec in written.plan.recommendations:
        top = len(rows) + 1
        front = [rec.text, written.words.get((rec.ref, "category"), ""), rec.response]
        for at, action in enumerate(rec.actions):
            rows.append([*(front if at == 0 else ["", "", ""]), *written.cells(action)])
        if len(rows) > top:
            merged += [(top, column, len(rows), column) for column in (1, 2, 3)]
    return rows, merged


def as_csv(written: Written) -> bytes:
    rows, _ = matrix(written)
    last = ["", "", ""]
    for row in rows[1:]:
        row[:3] = last = row[:3] if row[0] else last
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(written: Written) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows, merged = matrix(written)
    sheet.append([written.plan.title])
    for row in rows:
        sheet.append([text or None for text in row])
    for top, left, bottom, right in merged:
        sheet.merge_cells(start_row=top + 1, start_column=left, end_row=bottom + 1, end_column=right)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_html(written: Written) -> bytes:
    rows, merged = matrix(written)
    spans = {(top, left): bottom - top + 1 for top, left, bottom, _ in merged}
    hidden = {(row, left) for top, left, bottom, _ in merged for row in range(top + 1, bottom + 1)}
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, text in enumerate(row, 1):
            if (number, column) not in hidden:
                span = f' rowspan="{spans[number, column]}"' if (number, column) in spans else ""
                cells.append(f"<td{span}>{escape(text)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    head = f"<nav><a href='/'>Home</a></nav><h1>{escape(written.plan.title)}</h1>"
    page = f"<!doctype html><html><meta charset='utf-8'><body>{head}<table>{''.join(lines)}</table></body></html>"
    return page.encode()


def as_docx(written: Written, labels: dict[str, str]) -> bytes:
    """A table for each recommendation: its text and the response over the columns, then headers and actions."""
    width = len(written.order)
    body = [paragraph(written.plan.title)]
    for number, rec in enumerate(written.plan.recommendations, 1):
        answer = written.words.get((rec.ref, "category"), "")
        label = f"{labels['response']} ({answer})" if answer else labels["response"]
        rows = [
            wide(f"{labels['recommendation']} {number}. {rec.text}", width),
            wide(f"{label}: {rec.response}", width),
            "".join(cell(written.headers[name]) for name in written.order),
        ]
        rows += ["".join(map(cell, written.cells(action))) for action in rec.actions]
        body.append(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl><w:p/>")
    return docx("".join(body))


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r></w:p>'


def cell(text: str) -> str:
    return f"<w:tc><w:tcPr/>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"


def wide(text: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr>{paragraph(text)}</w:tc>'


def docx(body: str, parts: Sequence[tuple[str, str]] = (), types: str = "", relations: str = "") -> bytes:
    """The smallest Word file with this body; `parts` are further parts by name."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{word}.document.main+xml"/>{types}</Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{kinds}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        package.writestr("word/document.xml", f"<w:document {namespaces}><w:body>{body}</w:body></w:document>")
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}'
            "</Relationships>",
        )
        for name, text in parts:
            package.writestr(name, text)
    return out.getvalue()


def as_text(written: Written, labels: dict[str, str]) -> bytes:
    """The labelled text form in the words of the language; rows have no separators."""
    lines = [written.plan.title, ""]
    for rec in written.plan.recommendations:
        lines += [f"{labels['recommendation']} : {rec.text}", f"{labels['response']} : {rec.response}"]
        if (rec.ref, "category") in written.words:
            lines.append(f"{labels['category']} : {written.words[rec.ref, 'category']}")
        lines.append(labels["key_actions"])
        lines.append(" ".join(written.headers[name] for name in ("responsible", "deadline", "status", "comments")))
        for action in rec.actions:
            deadline = written.words.get((action.ref, "deadline")) or "N/A"
            status = written.words[action.ref, "status"]
            row = (action.description, action.responsible, deadline, status, action.comments)
            lines.append(" ".join(part for part in row if part))
    return "\n".join(lines).encode()
