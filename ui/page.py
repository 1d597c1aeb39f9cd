"""The chat as Gradio Blocks: the components and which handler each event calls. Everything else on the page is built
by the scripts in `ui.static`, from JSON, as text nodes: no data of a report ever becomes markup.
"""

from pathlib import Path
from typing import Any

import gradio as gr

from qa.retrieval import MAX_QUESTION
from ui.events import Chat
from ui.strings import text

STORAGE_KEY = "yiju-conversation"
# Not a secret: Gradio sends it to the browser. Fixed, so that a restarted server can still read the history.
STORAGE_SECRET = "yiju-conversation-1"
STATIC = Path(__file__).parent / "static"
_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif")


def build_page(chat: Chat, *, max_waiting: int, time_limit: float) -> gr.Blocks:
    """The chat. `max_waiting`: questions in the queue before the page says "busy"; `time_limit`: seconds for one."""
    with gr.Blocks(title=text("title", "zh"), fill_width=True, analytics_enabled=False) as blocks:
        store = gr.BrowserState([], storage_key=STORAGE_KEY, secret=STORAGE_SECRET)
        # Written by the page's scripts: the reader's language and documents, and what its own buttons ask for.
        # "hidden" keeps them in the document; False would take them out.
        context = gr.Textbox("", elem_id="yj-context", visible="hidden", label="context")
        action = gr.Textbox("", elem_id="yj-action", visible="hidden", label="action")
        bot = gr.Chatbot(
            elem_id="yj-bot",
            show_label=False,
            container=False,
            height="100%",
            layout="panel",
            autoscroll=False,  # it goes to the end of an answer, which is read from its beginning
            buttons=[],
            feedback_options=None,
            latex_delimiters=[],
            sanitize_html=True,
            allow_tags=False,
            group_consecutive_messages=False,
            placeholder='<div class="yj-start"></div>',
        )
        with gr.Row(elem_id="yj-composer"):
            question = gr.Textbox(
                elem_id="yj-question",
                label=text("question", "zh"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                max_length=MAX_QUESTION,
                placeholder=text("question.hint", "zh"),
                scale=1,
            )
            ask = gr.Button(text("ask", "zh"), variant="primary", elem_id="yj-ask", scale=0, min_width=72)
            stop = gr.Button(text("stop", "zh"), visible=False, elem_id="yj-stop", scale=0, min_width=72)
        outputs = [question, bot, store, ask, stop]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # One limit for all that asks: a question costs the same wherever it comes from.
        asking: dict[str, Any] = {
            **quiet,
            "concurrency_limit": 8,
            "concurrency_id": "asking",
            "time_limit": int(time_limit),
        }
        gr.on([question.submit, ask.click], chat.ask, [question, store, context], outputs, **asking)
        action.change(chat.act, [action, store, context], outputs, **asking)
        blocks.load(chat.boot, [store, context], outputs, **asking)
        # Queued like the rest (what is not goes by a route that ui.security does not let in), but never waiting.
        stop.click(chat.stop, None, None, concurrency_limit=None, **quiet)
    return blocks.queue(max_size=max_waiting, default_concurrency_limit=8)


def page_theme() -> gr.themes.Base:
    """A bare theme with the system's fonts: colours and sizes are in static/yiju.css, nothing is fetched."""
    return gr.themes.Base(font=list(_FONTS), font_mono=["ui-monospace", "monospace"])
