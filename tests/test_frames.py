"""The frames that steps take and return are as they are declared, while articles are milled."""

from __future__ import annotations

import functools
import inspect
import pkgutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import polars as pl
import pytest

import tasks
from schemas import block_frames, candidate_frames, field_frames, frames, rulebook
from schemas.frames import Frame
from tasks import refine
from tasks.cleaning import repetition
from tasks.columns.windows import ByDocument, bounds_of
from tasks.publishing.stamp import Stamp
from tasks.reading import read
from tests.conftest import ROOT

AS_OF = datetime(2025, 3, 15, tzinfo=UTC)
DECLARED = [
    found
    for module in (frames, block_frames, candidate_frames, field_frames)
    for found in vars(module).values()
    if inspect.isclass(found) and issubclass(found, Frame) and found.__module__ == module.__name__
]
DECLARED.remove(Frame)


def all_modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(tasks.__path__, "tasks."):
        yield import_module(found.name)


def mentions_frame(hint: Any) -> bool:
    return any(map(mentions_frame, get_args(hint))) or (inspect.isclass(hint) and issubclass(hint, Frame))


def steps() -> dict[str, Callable[..., Any]]:
    """The public functions of tasks/ that take or return a declared frame, by module and name."""
    return {
        f"{module.__name__}.{name}": function
        for module in all_modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
        if any(mentions_frame(hint) for hint in get_type_hints(function).values())
    }


def frames_in(value: Any, hint: Any) -> Iterator[tuple[pl.DataFrame, type[Frame]]]:
    """The frames in an argument or a result, each with its declaration."""
    if inspect.isclass(hint) and issubclass(hint, Frame):
        yield value, hint
    elif get_origin(hint) is ByDocument:
        assert all(
            (known == found).all() for known, found in zip(value.docs, bounds_of(value.frame["doc"]), strict=True)
        )
        yield from frames_in(value.frame, get_args(hint)[0])
    elif get_origin(hint) is tuple:
        for item, of_item in zip(value, get_args(hint), strict=True):
            yield from frames_in(item, of_item)
    elif get_origin(hint) is list:
        for item in value:
            yield from frames_in(item, get_args(hint)[0])
    elif inspect.isclass(hint) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
        for name, of_field in get_type_hints(hint).items():
            yield from frames_in(getattr(value, name), of_field)


class Observer:
    """Holds what steps take and return against their signatures."""

    def __init__(self) -> None:
        self.seen: set[type[Frame]] = set()
        self.called: set[str] = set()

    def around(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        hints, signature = get_type_hints(step), inspect.signature(step)

        @functools.wraps(step)
        def observed(*arguments: Any, **named: Any) -> Any:
            self.called.add(name)
            for parameter, value in signature.bind(*arguments, **named).arguments.items():
                for frame, declared in frames_in(value, hints[parameter]):
                    missing = declared.columns_and_types().items() - frame.schema.items()
                    assert not missing, f"{name}({parameter}) is no {declared.__name__}: {missing}"
            result = step(*arguments, **named)
            for frame, declared in frames_in(result, hints["return"]):
                differs = declared.columns_and_types().items() ^ frame.schema.items()
                assert not differs, f"{name} returns no {declared.__name__}: {differs}"
                self.seen.add(declared)
            return result

        return observed


def raw_texts() -> dict[str, bytes]:
    """The sample articles and the raw texts of all cases, by file name."""
    samples = {str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "data/raw").rglob("*.*")}
    for file in (ROOT / "tests/cases").glob("*.toml"):
        case = tomllib.loads(file.read_text("utf-8"))
        samples[f"cases/{file.stem}.{'html' if '<p' in case['raw'] else 'txt'}"] = case["raw"].encode()
    return samples


@pytest.fixture(scope="module")
def observer(tmp_path_factory: pytest.TempPathFactory) -> Observer:
    """What was observed while the samples and all cases were milled."""
    folder = tmp_path_factory.mktemp("raw")
    for name, content in (texts := raw_texts()).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    found = Observer()
    with pytest.MonkeyPatch.context() as patch:
        for name, step in steps().items():
            watched = found.around(name, step)
            for module in [*all_modules(), sys.modules[__name__]]:
                for called, function in list(vars(module).items()):
                    if function is step:
                        patch.setattr(module, called, watched)
        book = rulebook.load()
        stamp = Stamp("run", AS_OF, book.version, dict.fromkeys(texts, AS_OF))
        surveys = [refine.survey_documents(part, book) for part in read.read_documents(folder, sorted(texts))]
        recurring = repetition.recurring_lines([survey.fingerprints for survey in surveys])
        for survey in surveys:
            refine.refine_documents(survey, recurring, book, stamp)
    return found


def test_every_step_that_takes_or_returns_a_frame_was_held_against_its_signature(observer: Observer) -> None:
    not_in_the_mill = {"tasks.cleaning.weigh.list_reasons"}  # it is for `newsmill explain`
    assert steps().keys() - observer.called == not_in_the_mill


@pytest.mark.parametrize("frame", DECLARED, ids=lambda frame: frame.__name__)
def test_a_declared_frame_is_returned_somewhere(observer: Observer, frame: type[Frame]) -> None:
    assert any(issubclass(seen, frame) for seen in observer.seen), frame.__doc__


@pytest.mark.parametrize("frame", DECLARED, ids=lambda frame: frame.__name__)
def test_a_frame_and_each_of_its_columns_say_what_they_are(frame: type[Frame]) -> None:
    assert (frame.__doc__ or "").endswith(".")
    assert all(meaning.endswith((".", "...")) for _, meaning in frame.declared.values())
