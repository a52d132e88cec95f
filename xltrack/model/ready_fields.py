"""Fields that many offices ask for, ready to be switched on. By default, a tracker has none of them."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.model.own_fields import OwnField

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
}  # fmt: skip
_PRIORITIES: Mapping[str, tuple[str, ...]] = {
    "en": ("High", "Medium", "Low"), "fr": ("Haute", "Moyenne", "Basse"), "es": ("Alta", "Media", "Baja"),
    "ru": ("Высокий", "Средний", "Низкий"), "ar": ("عالية", "متوسطة", "منخفضة"), "zh": ("高", "中", "低"),
}  # fmt: skip
READY_MADE = tuple(_LABELS)
PROGRESS = "progress"
"""The field that is compared with the status."""


def ready_field(key: str, language: str) -> OwnField | None:
    """Return a ready-made field, its choices in that language; None for any other key."""
    if key not in _LABELS:
        return None
    label = dict(_LABELS[key])
    if key == "focal_point":
        return OwnField(key=key, label=label, kind="person", editor="coordinator")
    if key == PROGRESS:
        return OwnField(key=key, label=label, kind="percent")
    if key == "priority":
        return OwnField(key=key, label=label, kind="choice", choices=_PRIORITIES[language], editor="coordinator")
    return OwnField(key=key, label=label, kind="number", editor="coordinator")
