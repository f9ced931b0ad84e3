#!/bin/sh
# Runs tests on several workers; those that fail run once more, alone, and the second word counts.
#
# Most tests start servers and processes and wait for them against deadlines. What fails for lack of a processor passes
# alone; what is wrong fails again. Both are printed: a test that often needs its second run is to be mended.
# usage: tools/tests.sh PYTEST WORKERS EXPRESSION [ARGUMENT…]
set -eu
pytest=$1 workers=$2 expression=$3
shift 3

result=0
"$pytest" -n "$workers" --dist loadfile -m "$expression" "$@" tests || result=$?
[ "$result" -eq 1 ] || exit "$result" # 1: tests failed; anything else is no matter of a second try
echo "Some tests failed. These run again, alone:" >&2
exec "$pytest" --last-failed --last-failed-no-failures none -m "$expression" tests
