"""The addresses of this context."""

from django.urls import path

from . import views

urlpatterns = [
    path("learning/", views.index, name="learning.index"),
    path("me/study/", views.mine, name="learning.mine"),
]
