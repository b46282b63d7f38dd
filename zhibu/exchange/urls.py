"""Addresses of sheets in and out."""

from django.urls import path

from .views import coming, deciding, looking

urlpatterns = [
    path("exchange/", coming.index, name="exchange.index"),
    path("exchange/new/", coming.upload, name="exchange.upload"),
    path("exchange/new/<int:pk>/", coming.upload_to, name="exchange.upload_to"),
    path("exchange/template.xlsx", coming.template, name="exchange.template"),
    path("exchange/<uuid:pk>/", looking.batch, name="exchange.batch"),
    path("exchange/<uuid:pk>/columns/", looking.columns, name="exchange.columns"),
    path("exchange/<uuid:pk>/mend/", looking.mend, name="exchange.mend"),
    path("exchange/<uuid:pk>/choose/", looking.choose, name="exchange.choose"),
    path("exchange/<uuid:pk>/check/", looking.check, name="exchange.check"),
    path("exchange/<uuid:pk>/bad.<str:kind>", looking.bad, name="exchange.bad"),
    path("exchange/<uuid:pk>/commit/", deciding.commit, name="exchange.commit"),
    path("exchange/<uuid:pk>/drop/", deciding.drop, name="exchange.drop"),
    path("exchange/<uuid:pk>/undo/", deciding.undo, name="exchange.undo"),
    path("exchange/<uuid:pk>/progress/", deciding.progress, name="exchange.progress"),
    path("exchange/<uuid:pk>/stop/", deciding.stop, name="exchange.stop"),
]
