"""The addresses of this context."""

from django.urls import path

from . import views

urlpatterns = [
    path("learning/", views.index, name="learning.index"),
    path("learning/trainings/", views.trainings, name="learning.trainings"),
    path("learning/trainings/new/<int:org>/", views.train, name="learning.train"),
    path("learning/trainings/<int:pk>/", views.training, name="learning.training"),
    path("learning/trainings/<int:pk>/withdraw/", views.withdraw, name="learning.withdraw"),
    path("me/study/", views.mine, name="learning.mine"),
]
