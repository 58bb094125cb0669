"""All routes of the desk."""

from api.studio.desk.articles import make_widget, propose, show_article_form
from api.studio.desk.editing import save_new, save_widget, show_new, show_widget
from api.studio.desk.exports import send_all, send_export, show_progress, stop_export
from api.studio.desk.held import send_held
from api.studio.desk.overview import show_overview
from api.studio.desk.pages import show_page, show_pages
from api.studio.desk.previewing import draw_preview, show_preview
from api.studio.desk.publication import change_publication, show_publication
from api.studio.desk.results import show_results
from api.studio.desk.shelf import show_formats, show_widgets
from api.studio.desk.sketching import discard_sketch, keep_sketch
from api.studio.desk.tones import choose_tone
from api.studio.desk.uploads import take_file
from api.studio.desk.versions import show_versions

DESK = [
    show_widgets,
    show_formats,
    show_new,
    save_new,
    show_widget,
    save_widget,
    show_publication,
    change_publication,
    show_versions,
    show_results,
    send_export,
    show_overview,
    show_pages,
    show_page,
    send_all,
    show_progress,
    stop_export,
    show_preview,
    draw_preview,
    keep_sketch,
    discard_sketch,
    take_file,
    send_held,
    show_article_form,
    propose,
    make_widget,
    choose_tone,
]
