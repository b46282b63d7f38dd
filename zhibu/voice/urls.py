"""The addresses of this context."""

from django.urls import path

from . import views

urlpatterns = [
    path("voice/", views.say, name="voice.say"),
    path("voice/find/", views.find, name="voice.find"),
    path("voice/box/", views.box, name="voice.box"),
    path("voice/box/<uuid:pk>/", views.show, name="voice.show"),
    path("voice/box/<uuid:pk>/answer/", views.answer, name="voice.answer"),
    path("voice/box/<uuid:pk>/hand/", views.hand, name="voice.hand"),
    path("voice/box/<uuid:pk>/close/", views.close, name="voice.close"),
    path("voice/box/<uuid:pk>/contact/", views.contact, name="voice.contact"),
    path("voice/<slug:number>/", views.told, name="voice.told"),
]
