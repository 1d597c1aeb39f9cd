"""The words around an answer, per language, and how a figure is shown to a reader of that language."""

from collections.abc import Sequence

from qa.quantities import Quantity, to_english

_TEXTS = {
    "zh": {
        "silent": "报告没有说明这一点。",
        "uncovered": "报告没有说明这一点:相关内容没有说到“{what}”。",
        "unit": "报告没有给出这个数:相关内容里没有以“{what}”计的数字。",
        "undated": "报告没有说明时间:“{what}”。",
        "withheld": "有一个答案未能通过核对,未予显示。",
        "read_as": "按“{what}”理解。",
    },
    "en": {
        "silent": "The report does not say.",
        "uncovered": "The report does not say: what comes near does not mention “{what}”.",
        "unit": "The report does not give this figure: what is near states none in “{what}”.",
        "undated": "The report gives no date for “{what}”.",
        "withheld": "An answer failed verification and was withheld.",
        "read_as": "Read as “{what}”.",
    },
    "ja": {
        "silent": "報告書には記載がありません。",
        "uncovered": "報告書には記載がありません。関連する箇所に「{what}」は出てきません。",
        "unit": "報告書にはこの数値(「{what}」)の記載がありません。",
        "undated": "報告書に「{what}」の時期の記載はありません。",
        "withheld": "検証を通らなかった回答は表示していません。",
        "read_as": "「{what}」と解釈しました。",
    },
    "ko": {
        "silent": "보고서에 나와 있지 않습니다.",
        "uncovered": "보고서에 나와 있지 않습니다. 관련 내용에 “{what}”이(가) 없습니다.",
        "unit": "보고서에 이 수치(“{what}”)가 없습니다.",
        "undated": "보고서에 “{what}”의 시기가 없습니다.",
        "withheld": "검증을 통과하지 못한 답변은 표시하지 않았습니다.",
        "read_as": "“{what}”(으)로 이해했습니다.",
    },
    "fr": {
        "silent": "Le rapport ne le dit pas.",
        "uncovered": "Le rapport ne le dit pas : les passages proches ne mentionnent pas « {what} ».",
        "unit": "Le rapport ne donne pas ce chiffre (« {what} »).",
        "undated": "Le rapport ne donne pas de date : « {what} ».",
        "withheld": "Une réponse n'a pas passé la vérification et a été retenue.",
        "read_as": "Compris comme « {what} ».",
    },
    "es": {
        "silent": "El informe no lo dice.",
        "uncovered": "El informe no lo dice: lo más cercano no menciona «{what}».",
        "unit": "El informe no da esta cifra («{what}»).",
        "undated": "El informe no da la fecha: «{what}».",
        "withheld": "Una respuesta no superó la verificación y se ha omitido.",
        "read_as": "Entendido como «{what}».",
    },
    "de": {
        "silent": "Der Bericht sagt dazu nichts.",
        "uncovered": "Der Bericht sagt dazu nichts: die nächsten Stellen erwähnen „{what}“ nicht.",
        "unit": "Der Bericht nennt diese Zahl nicht („{what}“).",
        "undated": "Der Bericht nennt keinen Zeitpunkt: „{what}“.",
        "withheld": "Eine Antwort bestand die Prüfung nicht und wurde zurückgehalten.",
        "read_as": "Verstanden als „{what}“.",
    },
    "ru": {
        "silent": "В докладе об этом не сказано.",
        "uncovered": "В докладе об этом не сказано: в близких местах нет «{what}».",
        "unit": "В докладе нет этой цифры («{what}»).",
        "undated": "В докладе нет даты: «{what}».",
        "withheld": "Ответ не прошёл проверку и не показан.",
        "read_as": "Понято как «{what}».",
    },
    "it": {
        "silent": "Il rapporto non lo dice.",
        "uncovered": "Il rapporto non lo dice: i passi più vicini non menzionano «{what}».",
        "unit": "Il rapporto non dà questa cifra («{what}»).",
        "undated": "Il rapporto non dà una data: «{what}».",
        "withheld": "Una risposta non ha superato la verifica ed è stata trattenuta.",
        "read_as": "Inteso come «{what}».",
    },
    "pt": {
        "silent": "O relatório não o diz.",
        "uncovered": "O relatório não o diz: os trechos mais próximos não mencionam «{what}».",
        "unit": "O relatório não dá este número («{what}»).",
        "undated": "O relatório não dá a data: «{what}».",
        "withheld": "Uma resposta não passou na verificação e foi retida.",
        "read_as": "Entendido como «{what}».",
    },
}


def say(language: str, key: str, what: str = "") -> str:
    """One of the fixed sentences in the language of the question (English where we do not have it)."""
    return _TEXTS.get(language, _TEXTS["en"])[key].format(what=what)


def show(quantity: Quantity, text: str, language: str) -> str:
    """A figure as written in `text`; for readers of other scripts with its exact English form first."""
    written = text[quantity.full_start : quantity.full_end] if quantity.full_start >= 0 else quantity.text
    if language in ("zh", "ja", "ko"):
        return written
    english = to_english(quantity)
    return english if english in (written, quantity.text) else f"{english} ({written})"


def join(parts: Sequence[str], language: str) -> str:
    """Several values in one line."""
    return (";" if language == "zh" else "; ").join(dict.fromkeys(parts))
