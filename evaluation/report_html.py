"""The HTML report: one file that opens without network. Everything in it that came from outside is escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from evaluation.metrics import DESCRIPTIONS, Judged
from evaluation.plots import Bar, bar_plot, histogram, line_plot, reliability_plot
from evaluation.ranking import CUTS
from evaluation.report_questions import question
from evaluation.statistics import share_interval
from evaluation.table import COLUMNS

_FOLDER = Path(__file__).parent
_TILES = {
    "accuracy": "all questions",
    "answer_accuracy": "answers",
    "recall@5": "evidence in the first 5",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "citation_validity": "citations valid",
    "abstention_recall": "silent where it should be",
    "false_abstention": "silent where it should not",
    "crag": "CRAG score",
}
_LINES = 5  # languages in the recall plot: more cannot be told apart
_FEW = 20  # questions: a curve of fewer says nothing


def write_html(
    path: Path, judged: Sequence[Judged], summary: Mapping[str, Any], texts: Mapping[tuple[str, str], str]
) -> None:
    """Writes the report. `texts`: canonical text by (set, document)."""
    body = [
        _header(summary),
        _tiles(summary),
        f'<h2>Plots</h2><div class="plots">{_plots(judged, summary)}</div>',
        _group_tables(summary),
        _metric_table(summary),
        _filters(judged),
        *(question(one, texts[one.set, one.document]) for one in judged),
    ]
    path.write_text(_page("".join(body)), encoding="utf-8")


def _page(body: str) -> str:
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    # The policy is a second wall behind the escaping: nothing may be loaded or sent, whatever the text holds.
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Evaluation</title><style>\n{style}</style></head>\n<body><main>{body}</main><script>\n{script}</script></body></html>\n"
    )


def _header(summary: Mapping[str, Any]) -> str:
    settings, made = summary["settings"], summary["made"]
    sets = ", ".join(one["name"] for one in settings.get("sets", ()))
    facts = f"{summary['count']} questions · split {settings.get('split')} · encoder {settings.get('encoder')} · "
    facts += f"answers by {settings.get('llm') or 'extraction'} · yiju {made['yiju']}, Python {made['python']}"
    return f'<h1>Evaluation: {escape(sets)}</h1><p class="soft">{escape(facts)}</p>'


def _tiles(summary: Mapping[str, Any]) -> str:
    tiles = []
    for name, label in _TILES.items():
        if (metric := summary["metrics"].get(name)) is not None:
            interval = f"{metric['low']:.3f} – {metric['high']:.3f}"
            tiles.append(_tile(label, f"{metric['value']:.3f}", interval, DESCRIPTIONS.get(name, "")))
    measured = summary["sizes"]
    if measured:
        tiles.append(
            _tile("reply, characters", f"{measured['length_p50']:.0f}", f"95th percentile {measured['length_p95']:.0f}")
        )
        tiles.append(
            _tile(
                "latency, ms", f"{measured['latency_p50_ms']:.1f}", f"95th percentile {measured['latency_p95_ms']:.1f}"
            )
        )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _tile(label: str, value: str, note: str, title: str = "") -> str:
    return (
        f'<div class="tile" title="{escape(title, quote=True)}"><span>{escape(label)}</span><b>{value}</b>'
        f'<span class="soft">{escape(note)}</span></div>'
    )


def _plots(judged: Sequence[Judged], summary: Mapping[str, Any]) -> str:
    groups = summary["groups"].get("language", {})
    languages = [(f"{name} ({own['count']})", own) for name, own in groups.items() if own["count"] >= _FEW][:_LINES]
    everything = {name: metric["value"] for name, metric in summary["metrics"].items()}
    curves = {
        "all": everything,
        **({name: group["metrics"] for name, group in languages} if len(groups) > 1 else {}),
    }
    recall = {name: [(cut, own[f"recall@{cut}"]) for cut in CUTS] for name, own in curves.items() if "recall@1" in own}
    bins = [(row["confidence"], row["accuracy"], row["count"]) for row in summary["calibration"]["bins"]]
    plots = [
        line_plot("Recall at k: evidence among the first k passages", recall, x_label="k", ticks=CUTS)
        if recall
        else "",
        reliability_plot("Reliability: how many answers were right, by confidence", bins) if bins else "",
        histogram("Latency", [1000 * one.outcome.seconds for one in judged], x_label="milliseconds"),
        bar_plot("Right, by type (with 95 % Wilson intervals)", _type_bars(judged)),
    ]
    return "".join(plots)


def _type_bars(judged: Sequence[Judged]) -> list[Bar]:
    kinds: dict[str, list[Judged]] = {}
    for one in judged:
        kinds.setdefault(one.item.type, []).append(one)
    bars = []
    for kind, own in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        right = sum(one.verdict == "right" for one in own)
        bars.append(Bar(kind, right / len(own), share_interval(right, len(own)), f"of {len(own)}"))
    return bars


def _group_tables(summary: Mapping[str, Any]) -> str:
    tables = []
    for key, groups in summary["groups"].items():
        if len(groups) < 2:
            continue
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in [key, "n", *COLUMNS.values()])
        rows = [
            f'<tr><th scope="row">{escape(name)}</th><td>{group["count"]}</td>'
            + "".join(f"<td>{_cell(group['metrics'].get(column))}</td>" for column in COLUMNS)
            + "</tr>"
            for name, group in groups.items()
        ]
        opened = " open" if key in ("language", "type") else ""
        table = _table(head, rows, "by " + key)
        tables.append(f"<details{opened}><summary>By {escape(key)}</summary>{table}</details>")
    return f"<h2>Groups</h2>{''.join(tables)}"


def _metric_table(summary: Mapping[str, Any]) -> str:
    rows = [
        f'<tr><th scope="row">{escape(name)}</th><td>{metric["value"]:.3f}</td>'
        f"<td>{metric['low']:.3f} – {metric['high']:.3f}</td><td>{escape(DESCRIPTIONS.get(name, ''))}</td></tr>"
        for name, metric in summary["metrics"].items()
    ]
    head = "".join(f'<th scope="col">{name}</th>' for name in ("metric", "value", "95 % interval", "meaning"))
    table = _table(head, rows, "every metric")
    calibration = summary["calibration"]
    labels = {"error": "calibration error", "auc_right": "AUC right/wrong", "auc_abstention": "AUC answerable/not"}
    facts = ", ".join(f"{label} {_cell(calibration[name])}" for name, label in labels.items())
    return f'<details><summary>Every metric</summary>{table}<p class="soft">{facts}</p></details>'


def _table(head: str, rows: Sequence[str], label: str) -> str:
    # Whoever scrolls with the keyboard must be able to reach it: a wide table on a narrow screen.
    opening = f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label, quote=True)}">'
    return f"{opening}<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"


def _cell(value: float | None) -> str:
    return "·" if value is None else f"{value:.3f}"


def _filters(judged: Sequence[Judged]) -> str:
    verdicts = {
        "": "every verdict",
        "bad": "not right",
        "wrong": "wrong",
        "silent": "silent",
        "error": "error",
        "right": "right",
    }
    types = {"": "every type"} | {name: name for name in sorted({one.item.type for one in judged})}
    languages = {"": "every language"} | {name: name for name in sorted({one.item.lang for one in judged})}
    controls = [_select("verdict", verdicts), _select("type", types), _select("lang", languages)]
    controls.append('<input type="search" name="words" aria-label="words" placeholder="words">')
    controls.append('<output id="shown" class="soft"></output>')
    key = '<p class="soft">In the text: <mark class="cited">cited</mark>, <mark class="gold">gold evidence</mark>.</p>'
    return f'<h2>Questions</h2>{key}<form id="filters" hidden>{"".join(controls)}</form>'


def _select(name: str, choices: Mapping[str, str]) -> str:
    options = "".join(
        f'<option value="{escape(v, quote=True)}">{escape(label)}</option>' for v, label in choices.items()
    )
    return f'<select name="{name}" aria-label="{name}">{options}</select>'
