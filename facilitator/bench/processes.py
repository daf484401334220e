"""Work of the benchmarks shared between two processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Final, TypeVar

MOST_PROCESSES: Final = 2

_Plan = TypeVar("_Plan")
_Result = TypeVar("_Result")


def carried_out(
    work: Callable[[_Plan], _Result],
    plans: Sequence[_Plan],
    *,
    jobs: int = 1,
    progress: Callable[[_Plan], object] = lambda _: None,
) -> list[_Result]:
    """Return what became of each plan, in the order of the plans.

    Args:
        work: Carries out one plan; a function of a module, as another process has to find it.
        plans: What to do; plans and results have to be such as can be pickled.
        jobs: Processes; more than `MOST_PROCESSES` are not used, and with one it is this one.
        progress: Told each plan when it is done.
    """
    results: dict[int, _Result] = {}
    if min(jobs, MOST_PROCESSES) <= 1:
        for index, plan in enumerate(plans):
            results[index] = work(plan)
            progress(plan)
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(jobs, MOST_PROCESSES), mp_context=context) as pool:
            pending = {pool.submit(work, plan): i for i, plan in enumerate(plans)}
            for done in as_completed(pending):
                results[pending[done]] = done.result()
                progress(plans[pending[done]])
    return [results[index] for index in range(len(plans))]
