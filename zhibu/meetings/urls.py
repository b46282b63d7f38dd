"""The addresses of this context."""

from django.urls import path

from . import views
from .papers.urls import urlpatterns as papers

urlpatterns = [
    *papers,
    path("meetings/", views.index, name="meetings.index"),
    path("meetings/new/", views.choose, name="meetings.choose"),
    path("meetings/<int:org>/new/<slug:kind>/", views.record, name="meetings.record"),
    path("meetings/<int:pk>/", views.show, name="meetings.show"),
    path("meetings/<int:pk>/withdraw/", views.withdraw, name="meetings.withdraw"),
    path("me/meetings/", views.mine, name="meetings.mine"),
]
