"""Addresses of this context."""

from django.urls import path

from . import views

urlpatterns = [
    path("statistics/", views.index, name="statistics.index"),
    path("statistics/figures.csv", views.figures_file, name="statistics.figures_file"),
    path("statistics/communique/", views.communique, name="statistics.communique"),
    path("statistics/communique.csv", views.communique_file, name="statistics.communique_file"),
]
