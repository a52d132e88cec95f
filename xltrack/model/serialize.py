"""A tracker or a plan as canonical JSON, and a tracker as short texts that survive other programs.

The chunks are in plain cells of a hidden sheet: the only carrier that none of thirteen programs lost. They are
compressed ASCII, numbered, and carry a digest of the whole, so they are found by their content in any cell, and
damage shows.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ValidationError

from xltrack.errors import BaseDamaged, BaseMissing, BaseTooBig, NewerFormat, TextError
from xltrack.model.expected import expect
from xltrack.model.plan import Plan, PlanState
from xltrack.model.plan_fields import without_removed_fields
from xltrack.model.tracker import Tracker

FORMAT, PLAN_FORMAT = 6, 3
"""The numbers that every chunk and the plan's JSON carry. A version that stores anything more writes the next number
and reads the earlier ones, so that an older version reports a newer file instead of a damaged base. A base of format
6 has a removed own field, one of format 5 another state of the plan than approved, one of format 4 sorts in its log,
one of format 3 own fields; a tracker without them is written in the format before, which older versions read. Likewise
with the plan's formats 3 (its state) and 2 (own fields)."""
PLAN_SCHEMAS = tuple(f"xltrack-plan/{number}" for number in range(1, PLAN_FORMAT + 1))
CHUNK_CHARACTERS = 30_000
LEVEL = 7
"""Compression level: the result is a twentieth larger than at the highest level, in less than half the time."""
MAX_INFLATED = 200 * 2**20
"""Bytes a base may inflate to; some 400,000 actions. A crafted one must not fill the memory."""
LEAST_OBJECT, LEAST_VALUE = 160, 64
"""Bytes of JSON that an object and a value of a real base have at least, on average; crafted ones hold millions of
empty ones, each of which costs far more than its bytes to validate."""

_CHUNK = re.compile(r"xltrack:(\d{1,9}):(\d{1,9})/(\d{1,9}):([0-9a-f]{16}):([A-Za-z0-9+/=]*)")
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ANY_FORMAT = re.compile(r"xltrack:(\d{1,9}):\d{1,9}/\d{1,9}:")
"""How a chunk of whatever format begins."""
_ANY_PLAN = re.compile(r"xltrack-plan/(\d{1,9})")


def canonical(value: BaseModel) -> bytes:
    """Write JSON that is equal for equal values: fields in declared order, empty ones left out."""
    return value.model_dump_json(exclude_defaults=True).encode()


def to_chunks(tracker: Tracker) -> Iterator[str]:
    """Yield the tracker as texts of at most 30,000 characters, in order."""
    packed = base64.b64encode(zlib.compress(canonical(tracker), LEVEL)).decode()
    digest, written = _digest(packed), _format(tracker)
    pieces = [packed[at : at + CHUNK_CHARACTERS - 60] for at in range(0, len(packed), CHUNK_CHARACTERS - 60)]
    for number, piece in enumerate(pieces, 1):
        yield f"xltrack:{written}:{number}/{len(pieces)}:{digest}:{piece}"


def _format(tracker: Tracker) -> int:
    """Return the number of the earliest format that holds all of a tracker."""
    if any(field.removed for field in tracker.plan.fields):
        return FORMAT
    if _has_state(tracker.plan) or any(entry.field == "plan_state" for entry in tracker.log):
        return FORMAT - 1
    if any(entry.moves for entry in tracker.log):
        return FORMAT - 2
    return FORMAT - 3 if tracker.plan.fields else FORMAT - 4


def _has_state(plan: Plan) -> bool:
    return plan.plan_state is not PlanState.APPROVED


def is_chunk(text: str) -> bool:
    """Return whether a cell's text is a chunk of a base."""
    return looks_like_a_chunk(text) and (_CHUNK.fullmatch(text.strip()) is not None or _newer(text) is not None)


def looks_like_a_chunk(text: str) -> bool:
    """Return whether a cell's text begins as a chunk of a base does, though it may be damaged."""
    return text.startswith("xltrack:")


def _newer(text: str) -> int | None:
    """Return the format number of a chunk that a newer version wrote, else None."""
    match = _ANY_FORMAT.match(text.strip())
    return int(match[1]) if match and int(match[1]) > FORMAT else None


def from_chunks(texts: Iterable[str], most: int = MAX_INFLATED) -> Tracker:
    """Rebuild the tracker from the chunks among `texts`, which may come in any order and more than once.

    Raises BaseMissing when there is no chunk, NewerFormat when a newer version wrote one, BaseDamaged when the whole
    cannot be rebuilt, BaseTooBig when it unpacks to more than `most` bytes, or to more values than that many bytes
    of a real one hold.
    """
    texts = list(texts)
    if newer := max(filter(None, map(_newer, texts)), default=0):
        raise NewerFormat("newer_format", found=newer, known=FORMAT)
    wholes: dict[tuple[str, int], dict[int, str]] = {}
    for match in filter(None, (_CHUNK.fullmatch(text.strip()) for text in texts)):
        wholes.setdefault((match[4], int(match[3])), {})[int(match[2])] = match[5]
    if not wholes:
        if any(map(looks_like_a_chunk, texts)):
            raise BaseDamaged("snapshot_damaged", reason="its parts cannot be read")
        raise BaseMissing("base_missing")
    if len(wholes) > 1:
        raise BaseDamaged("snapshot_damaged", reason="it holds two different bases")
    (((digest, count), pieces),) = wholes.items()
    absent = [number for number in range(1, min(count, 100_000) + 1) if number not in pieces]
    if absent:
        raise BaseDamaged("snapshot_damaged", reason=f"part {absent[0]} of {count} is missing")
    packed = "".join(pieces[number] for number in range(1, count + 1))
    if _digest(packed) != digest:
        raise BaseDamaged("snapshot_damaged", reason="its digest does not match")
    return _unpack(packed, most)


def _unpack(packed: str, most: int) -> Tracker:
    """Unpack a tracker from the joined chunks."""
    try:
        inflate = zlib.decompressobj()
        raw = inflate.decompress(base64.b64decode(packed, validate=True), most)
        if inflate.unconsumed_tail or _holds_too_many_values(raw, most):
            raise BaseTooBig("base_too_big", limit=round(most / 2**20, 1))
        return Tracker.model_validate_json(raw)
    except (ValueError, zlib.error) as error:
        raise BaseDamaged("snapshot_damaged", reason="it cannot be unpacked") from error


def _holds_too_many_values(raw: bytes, most: int) -> bool:
    """Return whether JSON has more values than `most` bytes of a real base hold. Commas inside texts do not count."""
    if raw.count(b"{") > max(most // LEAST_OBJECT, 1):
        return True
    limit = most // LEAST_VALUE
    return raw.count(b",") > limit and _TEXT.sub(b"", raw).count(b",") > limit


def carriers(sheets: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the sheets that carry the base, given the chunks on each: those with all chunks of one, if any has them.

    A single chunk that somebody pasted into another sheet is thereby ignored.
    """
    whole = frozenset(at for at, texts in enumerate(sheets) if _is_whole(texts))
    return whole or frozenset(at for at, texts in enumerate(sheets) if texts)


def _is_whole(texts: Iterable[str]) -> bool:
    parts: dict[tuple[str, str], set[int]] = {}
    for match in filter(None, (_CHUNK.fullmatch(text.strip()) for text in texts)):
        parts.setdefault((match[4], match[3]), set()).add(int(match[2]))
    return any(len(numbers) == int(count) for (_, count), numbers in parts.items())


def _digest(packed: str) -> str:
    return hashlib.sha256(packed.encode()).hexdigest()[:16]


def plan_to_json(plan: Plan) -> str:
    """Return a plan as indented JSON with its schema version: deadline "2022-12", status as its code."""
    expect("plan", plan, Plan)
    plan = without_removed_fields(plan)
    schema = PLAN_SCHEMAS[-1 if _has_state(plan) else -2 if plan.fields else -3]
    form = {"schema": schema} | plan.model_dump(mode="json", exclude=plan.unused)
    for field in form.get("fields", ()):
        del field["removed"]
    for rec in form["recommendations"]:
        for row in (rec, *rec["actions"]):
            if not row.get("own", True):
                del row["own"]
    return json.dumps(form, ensure_ascii=False, indent=2) + "\n"


def plan_from_json(text: str | bytes, file: str = "-") -> Plan:
    """Return the plan in a JSON text. Raises TextError that names the first place that is wrong."""
    expect("text", text, str, bytes)
    expect("file", file, str)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TextError("bad_json", file=file, reason=str(error)) from error
    schema = data.pop("schema", None) if isinstance(data, dict) else None
    newer = _ANY_PLAN.fullmatch(schema) if isinstance(schema, str) else None
    if newer and int(newer[1]) > PLAN_FORMAT:
        raise TextError("newer_format", file=file, found=newer[1], known=PLAN_FORMAT)
    if schema not in PLAN_SCHEMAS:
        raise TextError("bad_json", file=file, reason=f'it has no "schema": "{PLAN_SCHEMAS[0]}"')
    try:
        return Plan.model_validate_json(json.dumps(data))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"]) or "plan"
        raise TextError("bad_json", file=file, reason=f"{place}: {first['msg']}") from error


def plan_schema() -> dict[str, object]:
    """Return the JSON Schema of the form that `plan_to_json` writes."""
    schema = Plan.model_json_schema(mode="serialization")
    del schema["$defs"]["OwnField"]["properties"]["removed"]  # a plan's JSON has present fields only
    schema["properties"] = {"schema": {"enum": list(PLAN_SCHEMAS), "type": "string"}} | schema["properties"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
