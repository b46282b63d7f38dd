"""The addresses of this context."""

from django.urls import path

from zhibu.kernel.web.door import public

from .papers.urls import urlpatterns as papers
from .views import archive, echoes, matters, plans, presence, records

urlpatterns = [
    *papers,
    path("meetings/", records.index, name="meetings.index"),
    path("meetings/new/", records.choose, name="meetings.choose"),
    path("meetings/<int:org>/new/<slug:kind>/", records.record, name="meetings.record"),
    path("meetings/<int:org>/plan/<slug:kind>/", plans.plan, name="meetings.plan"),
    path("meetings/plans/<int:pk>/", plans.planned_one, name="meetings.planned"),
    path("meetings/plans/<int:pk>/change/", plans.change, name="meetings.change"),
    path("meetings/plans/<int:pk>/notice/", plans.notice, name="meetings.notice"),
    path("meetings/plans/<int:pk>/papers/", plans.papers, name="meetings.before"),
    path("meetings/plans/<int:pk>/leave/", plans.leave, name="meetings.leave"),
    path("meetings/plans/<int:pk>/leave-for/", plans.leave_for, name="meetings.leave_for"),
    path("meetings/plans/<int:pk>/call-off/", plans.call_off, name="meetings.call_off"),
    path("meetings/plans/<int:pk>/together/", plans.invite, name="meetings.invite"),
    path("meetings/plans/<int:pk>/start/", presence.start, name="meetings.start"),
    path("meetings/plans/<int:pk>/roll/", presence.roll, name="meetings.roll"),
    path("meetings/plans/<int:pk>/queue/", presence.queue, name="meetings.queue"),
    path("meetings/worker.js", public(presence.worker), name="meetings.worker"),
    path("meetings/no-network/", public(presence.no_network), name="meetings.no_network"),
    path("meetings/plans/<int:pk>/left-out/", presence.leave_out, name="meetings.leave_out"),
    path(
        "meetings/plans/<int:pk>/left-out/<uuid:person>/count/",
        presence.count_again,
        name="meetings.count_again",
    ),
    path("meetings/plans/<int:pk>/minutes/", archive.minutes, name="meetings.write"),
    path("meetings/come/", presence.come, name="meetings.come"),
    path("meetings/<int:org>/unheld/<slug:kind>/<slug:period>/", archive.unheld, name="meetings.unheld"),
    path("meetings/unheld/<int:pk>/back/", archive.held_after_all, name="meetings.held_after_all"),
    path("meetings/<int:pk>/confirm/", archive.confirm, name="meetings.confirm"),
    path("meetings/<int:pk>/send-back/", archive.send_back, name="meetings.send_back"),
    path("meetings/<int:pk>/correct/<str:about>/", archive.correct, name="meetings.correct"),
    path("meetings/<int:pk>/scans/new/", archive.add_scan, name="meetings.add_scan"),
    path("meetings/<int:pk>/scans/<int:scan>/", archive.scan, name="meetings.scan"),
    path("meetings/matters/", matters.index, name="meetings.matters"),
    path("meetings/matters/<int:pk>/done/", matters.done, name="meetings.matter_done"),
    path("meetings/<int:pk>/matters/new/", matters.give, name="meetings.give_matter"),
    path("meetings/<int:pk>/echo/new/", echoes.ask, name="meetings.ask"),
    path("meetings/<int:pk>/echo/", echoes.answer, name="meetings.answer"),
    path("meetings/<int:pk>/echo/close/", echoes.close, name="meetings.close"),
    path("meetings/invitations/<int:pk>/decline/", plans.decline, name="meetings.decline"),
    path("meetings/<int:pk>/", records.show, name="meetings.show"),
    path("meetings/<int:pk>/withdraw/", records.withdraw, name="meetings.withdraw"),
    path("me/meetings/", records.mine, name="meetings.mine"),
]
