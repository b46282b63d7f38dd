"""Asking a server something, as one of its logins."""

import psycopg


def ask(cluster, login, sql, database="zhibu"):
    with psycopg.connect(cluster.url(login, database)) as connection:
        return connection.execute(sql).fetchall()
