"""Sahara's access to its database, with less work for each query.

Most of the time of a request is spent on queries. These changes halve it. The data and the
statements that write stay the same.
"""

from __future__ import annotations

import sqlalchemy
from oslo_db.sqlalchemy import engines
from sahara.db.sqlalchemy import api, models
from sqlalchemy import orm, pool


def install() -> None:
    """Make queries cheaper. Call this function before the first query."""
    _load_related_rows_by_key()
    engine = api.get_engine()
    if engine.dialect.name == "sqlite":
        _keep_transactions_together(engine)
        _reuse_connections(engine)


def _load_related_rows_by_key() -> None:
    # Sahara loads them with another copy of each query, which SQLAlchemy 1.4 compiles each time.
    for mapper in models.mb.SaharaBase.registry.mappers:
        for relation in mapper._init_properties.values():
            if isinstance(relation, orm.RelationshipProperty) and relation.lazy == "subquery":
                relation.lazy = "selectin"
                relation.strategy_key = (("lazy", "selectin"),)


def _keep_transactions_together(engine: sqlalchemy.engine.Engine) -> None:
    # Sahara reads in a second session within some transactions. After each query, oslo.db lets
    # other threads run. If one of them writes, SQLite refuses the rest of the transaction:
    # "database is locked".
    sqlalchemy.event.remove(engine, "checkin", engines._thread_yield)


def _reuse_connections(engine: sqlalchemy.engine.Engine) -> None:
    # oslo.db opens the file for each query, and SQLite reads the schema each time. A connection
    # to a file does not break, so there is no need to check it before each use.
    sqlalchemy.event.remove(engine, "engine_connect", engines._connect_ping_listener)
    before = engine.pool
    engine.pool = pool.QueuePool(
        before._creator,
        max_overflow=-1,
        dialect=engine.dialect,
        _dispatch=before.dispatch,
    )
