"""The addresses of this context."""

from django.urls import path

from . import views

urlpatterns = [path("me/messages/", views.index, name="reminders.index")]
