# A PostgreSQL server on a private data directory and a loopback port, for who sources this.
# Wants `$work`, a directory of the caller's own; the caller's trap calls `stop_postgres`.

pg_bin=
pg() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

free_port() {
  local port
  while port=$((20000 + RANDOM % 20000)); (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# Starts it with these options and sets STIFINDER_TEST_POSTGRES to its URL.
start_postgres() {
  pg_bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
  local port
  port=$(free_port)
  mkdir "$work/pg"
  if [ "$(id -u)" = 0 ]; then chmod 755 "$work"; chown postgres "$work/pg"; fi
  pg "$pg_bin/initdb" -D "$work/pg" -U stifinder --auth=trust -E UTF8 --locale=C >"$work/initdb.log"
  pg "$pg_bin/pg_ctl" -D "$work/pg" -w -l "$work/pg/log" start \
    -o "-p $port -k $work/pg -c listen_addresses=127.0.0.1 $*" >/dev/null
  export STIFINDER_TEST_POSTGRES="postgres://stifinder@127.0.0.1:$port/postgres"
}

stop_postgres() {
  [ -z "$pg_bin" ] || pg "$pg_bin/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null 2>&1 || true
}
