"""One run: every question of every set asked, judged and ranked; kept in a journal meanwhile, and resumed from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.journal import Journal, journal_path
from evaluation.metrics import Judged, judge
from evaluation.qaset import Item, QASet
from evaluation.ranking import rank_pairs, relevant_passages, strictly_falling
from evaluation.running import Outcome, ask_items, warm_up
from evaluation.sources import Sources
from index import Index
from qa import Answerer

Step = Callable[[str, int], None]
"""Called as step(set name, questions done)."""


@dataclass(frozen=True, slots=True)
class SetResult:
    """What a set gave: the judged questions, and the same ranking as TREC has it, ids being the questions'."""

    judged: list[Judged]
    qrels: dict[str, dict[str, int]]
    run: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Options:
    """How a run asks. `settings`: all that may change an answer beside set, index and code, as plain data."""

    split: str = "all"
    answerer: Answerer | None = None
    settings: Mapping[str, Any] | None = None
    journals: Path | None = None
    fresh: bool = False


def chosen(qaset: QASet, split: str) -> list[Item]:
    """The items of a split; "all" also takes those that are in none."""
    return [item for item in qaset.items if split in ("all", item.split)]


def run_set(
    qaset: QASet, sources: Sources, index: Index, options: Options, *, step: Step = lambda name, done: None
) -> SetResult:
    """Asks and judges the items of a set, in the set's order."""
    items = chosen(qaset, options.split)
    outcomes = _outcomes(qaset, items, sources, index, options, step)
    judged = [_judge(qaset, item, outcomes[item.id], sources, index) for item in items]
    qrels, run = _as_trec(judged, index)
    ranked = rank_pairs(qrels, run)
    judged = [replace(one, pairs={**one.pairs, **ranked.get(one.item.id, {})}) for one in judged]
    return SetResult(judged, qrels, run)


def _outcomes(
    qaset: QASet, items: Sequence[Item], sources: Sources, index: Index, options: Options, step: Step
) -> dict[str, Outcome]:
    if options.journals is None:
        return _asked(qaset, items, {}, _ask(items, sources, index, options), step)
    settings = dict(options.settings or {})
    path = journal_path(options.journals, set_digest=qaset.digest, manifest=index.manifest, settings=settings)
    with Journal(path, fresh=options.fresh) as journal:
        missing = [item for item in items if item.id not in journal.done]
        outcomes = _asked(qaset, items, journal.done, _kept(_ask(missing, sources, index, options), journal), step)
        journal.finish()
    return outcomes


def _ask(items: Sequence[Item], sources: Sources, index: Index, options: Options) -> Iterator[Outcome]:
    if items:
        warm_up(items, index)
    # Where the index holds one document only, ask as a user would: without naming it.
    only = sources.only if len(index.documents) > 1 else ""
    return ask_items(items, index, answerer=options.answerer, only=only)


def _kept(outcomes: Iterator[Outcome], journal: Journal) -> Iterator[Outcome]:
    for outcome in outcomes:
        journal.add(outcome)
        yield outcome


def _asked(
    qaset: QASet, items: Sequence[Item], done: Mapping[str, Outcome], asking: Iterator[Outcome], step: Step
) -> dict[str, Outcome]:
    outcomes = {item.id: done[item.id] for item in items if item.id in done}
    step(qaset.name, len(outcomes))
    for outcome in asking:
        outcomes[outcome.id] = outcome
        step(qaset.name, len(outcomes))
    return outcomes


def _judge(qaset: QASet, item: Item, outcome: Outcome, sources: Sources, index: Index) -> Judged:
    document = item.document or sources.only
    judged = judge(qaset.name, item, outcome, text=sources.texts[document], document=document)
    return replace(judged, section=_section(judged, index)) if judged.spans else judged


def _section(judged: Judged, index: Index) -> str:
    """The two upper headings over the first evidence."""
    at = judged.spans[0][0][0]
    headings = next((s.headings for s in index.sections(judged.document) if s.start <= at < s.end), ())
    return " › ".join(heading if len(heading) <= 24 else heading[:23] + "…" for heading in headings[:2])


def _as_trec(judged: Sequence[Judged], index: Index) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for one in judged:
        hits = one.outcome.hits
        scores = strictly_falling(hit.score for hit in hits)
        run[one.item.id] = {f"{h.document}:{h.start}-{h.end}": score for h, score in zip(hits, scores, strict=True)}
        if one.spans:
            qrels[one.item.id] = dict.fromkeys(relevant_passages(one, index), 1)
    return qrels, run


def joined(results: Sequence[SetResult]) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    """Qrels and run of all sets; where there are several, a query is named SET/ID, since ids are each set's own."""
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for result in results:
        names = {one.item.id: f"{one.set}/{one.item.id}" if len(results) > 1 else one.item.id for one in result.judged}
        qrels.update((names[id], own) for id, own in result.qrels.items())
        run.update((names[id], own) for id, own in result.run.items())
    return qrels, run
