"""Addresses of this context."""

from django.urls import path

from .views import accounts, audit, own, second, signing

urlpatterns = [
    path("sign-in/", signing.sign_in, name="guard.sign_in"),
    path("sign-out/", signing.sign_out, name="guard.sign_out"),
    path("hat/", signing.hat, name="guard.hat"),
    path("password/", own.password, name="guard.password"),
    path("second-factor/", second.second_factor, name="guard.second_factor"),
    path("second-factor/new/", second.renew, name="guard.second_factor.new"),
    path("second-factor/recovery/", second.recovery, name="guard.second_factor.recovery"),
    path("devices/", own.devices, name="guard.devices"),
    path("devices/others/end/", own.end_others, name="guard.devices.others"),
    path("devices/<int:pk>/end/", own.end_device, name="guard.device.end"),
    path("devices/tokens/", own.new_token, name="guard.tokens.new"),
    path("devices/tokens/<int:pk>/end/", own.end_token, name="guard.token.end"),
    path("me/viewings/", own.viewings, name="guard.viewings"),
    path("accounts/", accounts.index, name="guard.accounts"),
    path("accounts/<uuid:pk>/", accounts.detail, name="guard.account"),
    path("accounts/<uuid:pk>/open/", accounts.open_, name="guard.account.open"),
    path("accounts/<uuid:pk>/reset/", accounts.reset, name="guard.account.reset"),
    path("accounts/<uuid:pk>/close/", accounts.close, name="guard.account.close"),
    path("accounts/<uuid:pk>/reopen/", accounts.reopen, name="guard.account.reopen"),
    path("second-factors/", accounts.second_factors, name="guard.second_factors"),
    path("second-factors/<uuid:pk>/", accounts.second_factor_away, name="guard.second_factors.end"),
    path("audit/", audit.index, name="guard.audit"),
    path("audit/check/", audit.check, name="guard.audit.check"),
]
