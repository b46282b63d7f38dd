"""Addresses of this context."""

from django.urls import path

from . import views
from .views import annual

urlpatterns = [
    path("statistics/", views.index, name="statistics.index"),
    path("statistics/communique/", views.communique, name="statistics.communique"),
    path("statistics/annual/", annual.show, name="statistics.annual"),
    path("statistics/annual/freeze/", annual.freeze, name="statistics.freeze"),
]
