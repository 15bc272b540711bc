"""The stage: where a run makes its tables, apart from what readers see.

A run::

    with stage.writing(out):
        plan = plan_run(raw, manifest, versions, as_of=now, out=out)
        folder = stage.new_stage(out, plan.run_id)
        files.store(frame, folder, "articles", f"{plan.run_id}-{part.name}")  # for every table and part
        snapshot = assembly.assemble(out, folder, plan)
        ...                                                                      # the gate judges it
        snapshots.flip(out, snapshot, row_of_runs)
"""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schemas.errors import NewsmillError
from schemas.tables import TABLES
from tasks.publishing.folders import CURRENT, FAILED, STAGES, UNFINISHED, stages_in
from tasks.publishing.lock import only_writer


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Be the only writer to ``out``, which is made if need be, and clean up after a run that was killed.

    If the block raises, its stage is kept, with the reason in ``failed.txt``, until a run publishes or another one
    fails.

    Raises:
        NewsmillError: another run is writing, or something is in the way of a table's link.
    """
    with only_writer(out):
        _sweep_stages(out)
        try:
            yield
        except BaseException as error:
            for stage in stages_in(out):
                with (
                    suppress(OSError),  # marked before; or the disk is full, and that is the error that goes on
                    (stage / FAILED).open("x", encoding="utf-8") as why,
                ):
                    why.write("".join(traceback.format_exception(error)))
            raise


def new_stage(out: Path, run_id: str) -> Path:
    """Make an empty folder for what a run makes."""
    stage = out / STAGES / run_id
    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir(parents=True)
    return stage


def _sweep_stages(out: Path) -> None:
    """Remove what killed runs left, and the stages of failed runs except the last one."""
    for name in (CURRENT, *TABLES):
        if os.path.lexists(out / name) and not (out / name).is_symlink():
            raise NewsmillError(
                f"{out / name} is in the way: newsmill makes a link there. Move it, or name another output folder."
            )
        (out / f"{name}{UNFINISHED}").unlink(missing_ok=True)
    failed = {stage: (stage / FAILED).stat().st_mtime_ns for stage in stages_in(out) if (stage / FAILED).exists()}
    last = max(failed, key=failed.__getitem__, default=None)
    for stage in stages_in(out):
        if stage != last:
            shutil.rmtree(stage, ignore_errors=True)
