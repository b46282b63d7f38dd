"""Addresses of sheets in and out."""

from django.urls import path

from .views import coming, deciding, differing, looking, reconciling

urlpatterns = [
    path("exchange/", coming.index, name="exchange.index"),
    path("exchange/new/", coming.upload, name="exchange.upload"),
    path("exchange/new/<int:pk>/", coming.upload_to, name="exchange.upload_to"),
    path("exchange/template.xlsx", coming.template, name="exchange.template"),
    path("exchange/<uuid:pk>/", looking.batch, name="exchange.batch"),
    path("exchange/<uuid:pk>/columns/", looking.columns, name="exchange.columns"),
    path("exchange/<uuid:pk>/mend/", looking.mend, name="exchange.mend"),
    path("exchange/<uuid:pk>/choose/", looking.choose, name="exchange.choose"),
    path("exchange/<uuid:pk>/check/", looking.check, name="exchange.check"),
    path("exchange/<uuid:pk>/bad.<str:kind>", looking.bad, name="exchange.bad"),
    path("exchange/<uuid:pk>/commit/", deciding.commit, name="exchange.commit"),
    path("exchange/<uuid:pk>/drop/", deciding.drop, name="exchange.drop"),
    path("exchange/<uuid:pk>/undo/", deciding.undo, name="exchange.undo"),
    path("exchange/<uuid:pk>/progress/", deciding.progress, name="exchange.progress"),
    path("exchange/<uuid:pk>/stop/", deciding.stop, name="exchange.stop"),
    path("exchange/reconciliations/", reconciling.index, name="exchange.reconciliations"),
    path("exchange/reconciliations/new/", reconciling.reconcile, name="exchange.reconcile"),
    path("exchange/reconciliations/new/<int:pk>/", reconciling.reconcile_for, name="exchange.reconcile_for"),
    path("exchange/reconciliations/<uuid:pk>/", reconciling.reconciliation, name="exchange.reconciliation"),
    path(
        "exchange/reconciliations/<uuid:pk>/columns/",
        reconciling.columns,
        name="exchange.reconciliation_columns",
    ),
    path(
        "exchange/reconciliations/<uuid:pk>/progress/",
        reconciling.progress,
        name="exchange.reconciliation_progress",
    ),
    path("exchange/reconciliations/<uuid:pk>/stop/", reconciling.stop, name="exchange.reconciliation_stop"),
    path("exchange/reconciliations/list/<int:pk>/", differing.discrepancies, name="exchange.discrepancies"),
    path("exchange/reconciliations/list/<int:pk>/done/", differing.week_done, name="exchange.week_done"),
    path("exchange/reconciliations/difference/<uuid:pk>/leave/", differing.leave, name="exchange.leave"),
    path("exchange/reconciliations/difference/<uuid:pk>/here/", differing.here, name="exchange.here"),
]
