"""Addresses of this context."""

from django.urls import path

from . import views

urlpatterns = [
    path("statistics/", views.index, name="statistics.index"),
    path("statistics/communique/", views.communique, name="statistics.communique"),
]
