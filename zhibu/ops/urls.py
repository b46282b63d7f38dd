"""Addresses of this context."""

from django.urls import path

from . import views

urlpatterns = [
    path("ops/", views.health, name="ops.health"),
    path("ops/parked/", views.parked, name="ops.parked"),
    path("ops/parked/<int:pk>/again/", views.again, name="ops.again"),
    path("ops/backup/", views.backup, name="ops.backup"),
    path("ops/leaving/", views.leaving, name="ops.leaving"),
    path("ops/leaving/dictionary.csv", views.dictionary, name="ops.dictionary"),
    path("ops/redlines/", views.redlines, name="ops.redlines"),
]
