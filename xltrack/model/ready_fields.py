"""Fields that many offices ask for, ready to be switched on. By default, a tracker has none of them."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.model.own_fields import OwnField, OwnKind

_LABELS: Mapping[str, Mapping[str, str]] = {
    "focal_point": {
        "en": "Focal point", "fr": "Point focal", "es": "Punto focal", "ru": "Координатор", "ar": "جهة التنسيق",
        "zh": "联络人",
    },
    "progress": {
        "en": "Progress", "fr": "Avancement", "es": "Avance", "ru": "Ход выполнения", "ar": "نسبة التقدم", "zh": "进度",
    },
    "priority": {
        "en": "Priority", "fr": "Priorité", "es": "Prioridad", "ru": "Приоритет", "ar": "الأولوية", "zh": "优先级",
    },
    "budget": {
        "en": "Budget", "fr": "Budget", "es": "Presupuesto", "ru": "Бюджет", "ar": "الميزانية", "zh": "预算",
    },
    "verified_on": {
        "en": "Verified on", "fr": "Vérifiée le", "es": "Verificada el", "ru": "Дата проверки", "ar": "تاريخ التحقق",
        "zh": "核实日期",
    },
    "verified_by": {
        "en": "Verified by", "fr": "Vérifiée par", "es": "Verificada por", "ru": "Кто проверил", "ar": "تحقق منه",
        "zh": "核实人",
    },
    "verification_note": {
        "en": "Verification note", "fr": "Note de vérification", "es": "Nota de verificación",
        "ru": "Примечание к проверке", "ar": "ملاحظة التحقق", "zh": "核实说明",
    },
}  # fmt: skip
_PRIORITIES: Mapping[str, tuple[str, ...]] = {
    "en": ("High", "Medium", "Low"), "fr": ("Haute", "Moyenne", "Basse"), "es": ("Alta", "Media", "Baja"),
    "ru": ("Высокий", "Средний", "Низкий"), "ar": ("عالية", "متوسطة", "منخفضة"), "zh": ("高", "中", "低"),
}  # fmt: skip
READY_MADE = tuple(_LABELS)
PROGRESS = "progress"
"""The field that is compared with the status."""
VERIFIED_ON, VERIFIED_BY, VERIFICATION_NOTE = "verified_on", "verified_by", "verification_note"
"""The fields in which an overseer records that a declared completion is verified. Units do not fill them in."""
_VERIFICATION: Mapping[str, OwnKind] = {VERIFIED_ON: "date", VERIFIED_BY: "person", VERIFICATION_NOTE: "text"}


def ready_field(key: str, language: str) -> OwnField | None:
    """Return a ready-made field, its choices in that language; None for any other key."""
    if key not in _LABELS:
        return None
    label = dict(_LABELS[key])
    if key == "focal_point":
        return OwnField(key=key, label=label, kind="person", editor="coordinator")
    if key in _VERIFICATION:
        return OwnField(key=key, label=label, kind=_VERIFICATION[key], editor="coordinator", rule="locked")
    if key == PROGRESS:
        return OwnField(key=key, label=label, kind="percent")
    if key == "priority":
        return OwnField(key=key, label=label, kind="choice", choices=_PRIORITIES[language], editor="coordinator")
    return OwnField(key=key, label=label, kind="number", editor="coordinator")
