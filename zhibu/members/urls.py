"""Addresses of members, and of everybody's own."""

from django.urls import path

from .views import card, exporting, kin, life, me, paper, quality, reviews, roster

urlpatterns = [
    path("members/", roster.index, name="members.index"),
    path("members/of/<int:pk>/", roster.of, name="members.of"),
    path("members/join/", life.join, name="members.join"),
    path("members/join/<int:pk>/", life.join_to, name="members.join_to"),
    path("members/export/", exporting.export, name="members.export"),
    path("members/paper/blank/", paper.blank, name="members.paper_blank"),
    path("members/paper/roster/<int:pk>/", paper.roster, name="members.paper_roster"),
    path("members/paper/forms/<int:pk>/", paper.forms, name="members.paper_forms"),
    path("members/gone/", roster.gone, name="members.gone"),
    path("members/slips/", roster.slips, name="members.slips"),
    path("members/groups/<int:pk>/", roster.groups, name="members.groups"),
    path("members/corrections/", roster.corrections, name="members.corrections"),
    path("members/corrections/<int:pk>/", roster.answer, name="members.answer"),
    path("members/reviews/", reviews.index, name="members.reviews"),
    path("members/reviews/<uuid:batch>/", reviews.batch, name="members.review_batch"),
    path("members/changes/<int:pk>/decline/", reviews.decline, name="members.decline_change"),
    path("members/quality/", quality.index, name="members.quality"),
    path("members/quality/<int:pk>/", quality.of, name="members.quality_of"),
    path("members/<uuid:pk>/", card.show, name="members.card"),
    path("members/<uuid:pk>/relatives/", kin.of_card, name="members.relatives"),
    path("members/<uuid:pk>/paper/", paper.form, name="members.paper_form"),
    path("members/<uuid:pk>/review/", card.review, name="members.review"),
    path("members/<uuid:pk>/unseal/<str:field>/", card.unseal, name="members.unseal"),
    path("members/<uuid:pk>/correct/<str:field>/", card.correct, name="members.correct"),
    path("members/<uuid:pk>/change/<str:kind>/", card.change, name="members.change"),
    path("members/<uuid:pk>/letters/", card.letters, name="members.letters"),
    path("members/<uuid:pk>/death/", life.death, name="members.death"),
    path("members/<uuid:pk>/leaving/", life.leaving, name="members.leaving"),
    path("members/<uuid:pk>/transfer/", life.transfer, name="members.transfer"),
    path("me/", me.me, name="members.me"),
    path("me/relatives/", kin.own, name="members.own_relatives"),
    path("me/paper/", paper.own, name="members.paper_own"),
    path("me/copy/", me.take_copy, name="members.copy"),
    path("me/correct/<str:field>/", me.ask_correction, name="members.ask"),
    path("me/unseal/<str:field>/", me.unseal, name="members.own_value"),
]
