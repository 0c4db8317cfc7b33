# Runs a PostgreSQL server in a folder of its own: server.sh PROGRAMS FOLDER PORT. Obeys "start" and "stop" on standard input, a line each, and answers with a
# line. When its input ends, be it because who started it was killed, the server is ended and the folder removed.
# Signals to the whole process group, such as Ctrl-C, are for the others: they end, and with them the input.
trap '' INT TERM HUP
programs=$1 folder=$2 port=$3
log=$folder/log
cd "$folder" || exit 1

"$programs/initdb" -D data -U postgres -A trust -E UTF8 --locale=C --no-sync >"$log" 2>&1 && cat >>data/postgresql.conf <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
fsync = off
max_connections = 40
END

while read -r word; do
    case $word in
        start) "$programs/pg_ctl" -D data -w -t 120 -l "$log" start >>"$log" 2>&1 && echo started || { tail -n 5 "$log" | tr '\n' ' '; echo; } ;;
        stop) "$programs/pg_ctl" -D data -w -t 120 -m immediate stop >>"$log" 2>&1; echo stopped ;;
    esac
done
"$programs/pg_ctl" -D data -w -t 120 -m immediate stop >/dev/null 2>&1
cd / && rm -rf "$folder"
