#!/bin/sh
# Starts PostgreSQL as the official image does: a first start makes the data folder, the user and the database.
# Read: POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD, each also with _FILE, POSTGRES_INITDB_ARGS, PGDATA.
set -eu
export PGDATA="${PGDATA:-/var/lib/postgresql/18/docker}"

setting() { # NAME DEFAULT: the variable's value, else what is in the file that NAME_FILE names, else DEFAULT
    eval "value=\${$1:-} file=\${$1_FILE:-}"
    if [ -n "$value" ] && [ -n "$file" ]; then
        echo "both $1 and $1_FILE are set; only one may be" >&2
        exit 1
    fi
    if [ -n "$file" ]; then value=$(cat "$file"); fi
    echo "${value:-$2}"
}

initialize() {
    user=$(setting POSTGRES_USER postgres)
    database=$(setting POSTGRES_DB "$user")
    password=$(setting POSTGRES_PASSWORD "")
    if [ -z "$password" ]; then
        echo "the database has no password yet: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE" >&2
        exit 1
    fi
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    # shellcheck disable=SC2086 # these are several arguments
    echo "$password" | initdb --username="$user" --pwfile=/dev/stdin --auth-local=trust --auth-host=scram-sha-256 \
        --encoding=UTF8 --locale=C ${POSTGRES_INITDB_ARGS:-}
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
    pg_ctl --options="-c listen_addresses='' -c unix_socket_directories=/tmp" --wait start
    export PGHOST=/tmp PGUSER="$user"
    if [ "$database" != postgres ]; then createdb "$database"; fi
    for script in /docker-entrypoint-initdb.d/*; do
        case $script in
        *.sh) sh -eu "$script" ;;
        *.sql) psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname="$database" --file="$script" ;;
        esac
    done
    pg_ctl --mode=fast --wait stop
    unset PGHOST PGUSER
}

case ${1:-postgres} in
-*) set -- postgres "$@" ;;
esac
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then initialize; fi
exec "$@"
