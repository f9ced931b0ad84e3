#!/bin/sh
# Starts Redis as the official image does: flags or a file of settings are redis-server's.
set -eu
case ${1:-redis-server} in
-* | *.conf) set -- redis-server "$@" ;;
esac
exec "$@"
