"""The labels of the steps, in every language the server has."""

from __future__ import annotations

from midflight_reference.telling import Channel, Telling

# The first language is the default. Marks such as ' ( ) * , are here on purpose: RFC 8187 wants them encoded.
LABELS = {
    "en": ("Opening the shutter (it's dark)", "Exposing, then waiting", "Developing *the* plate"),
    "ja": ("シャッターを開いています (暗い)", "露光中, 待機中", "*現像中*"),
    "de": ("Verschluss öffnet (es ist dunkel)", "Belichtung, dann Pause", "*Platte* wird entwickelt"),
}
DONE = {"en": "Done", "ja": "完了", "de": "Fertig"}
STOPPED = {"en": "Stopped", "ja": "停止", "de": "Abgebrochen"}
LANGUAGES = tuple(LABELS)


def label_text(telling: Telling, language: str) -> str:
    """Return what is happening, or what has happened, in `language`."""
    if telling.channel is not Channel.FINAL:
        return LABELS[language][telling.report.done % len(LABELS[language])]
    return STOPPED[language] if telling.run.plan.fails else DONE[language]
