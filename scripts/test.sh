#!/usr/bin/env bash
# Runs all tests on both engines: SQLite in memory and files, PostgreSQL on a throwaway server that
# listens on a socket only and is gone afterwards. Arguments go to `cargo test`.
set -euo pipefail
cd "$(dirname "$0")/.."

# The newest server whose binaries are all there; its folder goes to standard output.
find_postgres() {
    local folder
    for folder in $(
        path="$(command -v initdb || true)"
        [ -z "$path" ] || dirname "$(readlink -f "$path")"
        ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/opt/postgresql*/bin \
            /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV || true
    ); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ]; then
            echo "$folder"
            return
        fi
    done
    return 1
}

if ! bin="$(find_postgres)"; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        cat >&2 <<'MESSAGE'
make test: нет программ сервера PostgreSQL (initdb, pg_ctl, postgres), а поставить их может только
root с apt-get. Поставьте сервер (Debian, Ubuntu: sudo apt-get install postgresql; Fedora: sudo dnf
install postgresql-server; macOS: brew install postgresql@16) и повторите. Работать он не должен:
тесты запускают свой. Только на SQLite: cargo test --locked
MESSAGE
        exit 1
    fi
    echo "make test: ставлю PostgreSQL из пакетов системы" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update </dev/null
    apt-get install -y --no-install-recommends postgresql </dev/null
    bin="$(find_postgres)" || {
        echo "make test: пакет поставлен, но программ сервера в нём не нашлось" >&2
        exit 1
    }
fi

# The path of a socket holds about a hundred bytes: a long TMPDIR would not do.
home="$(mktemp -d /tmp/zakupai-test.XXXXXX)"

# PostgreSQL refuses to run as root, and every other user runs it as themselves.
server_user=""
if [ "$(id -u)" = 0 ]; then
    server_user=nobody
    if id postgres >/dev/null 2>&1; then server_user=postgres; fi
    chown "$server_user" "$home"
fi
as_server() {
    (
        cd "$home"
        if [ -z "$server_user" ]; then
            exec "$@"
        elif command -v setpriv >/dev/null; then
            exec setpriv --reuid "$server_user" --regid "$(id -g "$server_user")" --clear-groups "$@"
        elif command -v runuser >/dev/null; then
            exec runuser -u "$server_user" -- "$@"
        else
            exec su -s /bin/sh "$server_user" -c "$(printf '%q ' "$@")"
        fi
    ) </dev/null
}

clean_up() {
    local outcome=$?
    trap - EXIT
    if [ -f "$home/data/postmaster.pid" ]; then
        as_server "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null || true
    fi
    rm -rf "$home"
    exit "$outcome"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# What a developer set for their own server must reach neither ours nor the tests.
for name in $(compgen -e PG || true); do unset "$name"; done
unset DATABASE_URL DATABASE_URL_FILE TEST_DATABASE_URL

locale=C
if locale -a 2>/dev/null | grep -qix 'c\.utf-\?8'; then locale=C.UTF-8; fi
LC_ALL=$locale as_server "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 \
    --locale="$locale" --no-sync >"$home/initdb.log" || { cat "$home/initdb.log" >&2; exit 1; }
cat >>"$home/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$home'
port = 5432
max_connections = 300
shared_buffers = 64MB
# Nobody needs this data after the tests.
fsync = off
full_page_writes = off
SETTINGS
as_server "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start >/dev/null \
    || { cat "$home/server.log" >&2; exit 1; }

export TEST_DATABASE_URL="postgres://postgres@localhost/postgres?host=${home//\//%2F}"
echo "make test: PostgreSQL $("$bin/postgres" --version | grep -o '[0-9][0-9.]*' | head -1) из $bin, сокет в $home"
cargo test --locked "$@"
