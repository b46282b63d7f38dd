"""The addresses of the API, loaded when the first of them is asked for."""

from . import api

urlpatterns, _app, _namespace = api.urls
