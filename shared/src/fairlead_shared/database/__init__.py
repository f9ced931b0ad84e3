"""The database that the API and bots share: tables, transactions in a scope, roles and schemas of bots.

Nothing is imported here: who provisions needs no tables, and a bot without a database needs no SQLAlchemy.
"""
