"""The addresses of papers."""

from django.urls import path

from . import examining, views

urlpatterns = [
    path("meetings/papers/", views.index, name="meetings.papers"),
    path("meetings/<int:pk>/minutes.pdf", views.minutes_pdf, name="meetings.minutes"),
    path("meetings/<int:pk>/minutes.docx", views.minutes_word, name="meetings.minutes_word"),
    path("meetings/<int:pk>/sign-in.pdf", views.signed, name="meetings.signed"),
    path("meetings/<int:pk>/resolutions/<int:row>.pdf", views.resolution, name="meetings.resolution"),
    path("meetings/<int:org>/sign-in/<slug:kind>.pdf", views.sign_in, name="meetings.sign_in"),
    path("meetings/<int:org>/chairing/<slug:kind>.docx", views.chairing, name="meetings.chairing"),
    path("meetings/<int:org>/workbook.pdf", views.workbook_pdf, name="meetings.workbook"),
    path("meetings/<int:org>/workbook.docx", views.workbook_word, name="meetings.workbook_word"),
    path("meetings/<int:org>/quarters/<int:year>/<int:number>/", views.quarter, name="meetings.quarter"),
    path(
        "meetings/<int:org>/quarters/<int:year>/<int:number>/form.pdf",
        views.quarter_pdf,
        name="meetings.quarter_paper",
    ),
    path("meetings/examination/", examining.index, name="meetings.examine"),
    path("meetings/examination/<int:pk>/", examining.record, name="meetings.examined"),
    path("meetings/examination/<int:pk>/minutes.pdf", examining.record_pdf, name="meetings.examined_paper"),
    path("meetings/inspection/", views.inspection, name="meetings.inspection"),
    path("meetings/inspection/book.pdf", views.inspection_book, name="meetings.inspection_book"),
]
