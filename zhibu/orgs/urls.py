"""Addresses of organisations and offices."""

from django.urls import path

from .views import offices, org, tree

urlpatterns = [
    path("orgs/", tree.index, name="orgs.index"),
    path("orgs/confirmations/", offices.confirmations, name="orgs.confirmations"),
    path("orgs/confirmations/<int:held>/", offices.confirm, name="orgs.confirm"),
    path("orgs/<int:pk>/", org.show, name="orgs.show"),
    path("orgs/<int:pk>/describe/", org.describe, name="orgs.describe"),
    path("orgs/<int:pk>/found/", org.found, name="orgs.found"),
    path("orgs/<int:pk>/groups/new/", org.found_group, name="orgs.found_group"),
    path("orgs/<int:pk>/rename/", org.rename, name="orgs.rename"),
    path("orgs/<int:pk>/move/", org.move, name="orgs.move"),
    path("orgs/<int:pk>/dissolve/", org.dissolve, name="orgs.dissolve"),
    path("orgs/<int:pk>/disband/", org.disband, name="orgs.disband"),
    path("orgs/<int:pk>/election/", org.elect, name="orgs.elect"),
    path("orgs/<int:pk>/appoint/", offices.appoint, name="orgs.appoint"),
    path("orgs/<int:pk>/examiner/", offices.examiner, name="orgs.examiner"),
    path("orgs/<int:pk>/assistants/new/", offices.assist, name="orgs.assist"),
    path("orgs/<int:pk>/assistants/<int:held>/end/", offices.end_assisting, name="orgs.end_assisting"),
    path("orgs/<int:pk>/offices/<int:held>/end/", offices.end, name="orgs.end_office"),
]
