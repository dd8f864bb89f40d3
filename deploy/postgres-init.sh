#!/bin/sh
# Runs once, on an empty server: makes the bot's user, who is no superuser, and its database.
set -eu

psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 \
    --set password="$(cat /run/secrets/hejie-password)" <<'SQL'
CREATE ROLE hejie LOGIN PASSWORD :'password';
CREATE DATABASE hejie OWNER hejie ENCODING UTF8 TEMPLATE template0;
SQL
