#!/bin/sh
# Make the development environment: a virtual environment with the locked dependencies and every member, editable.
# usage: tools/env.sh VENV [PYTHON]
set -eu
venv=$1
wanted=${2:-}
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; }

python=
for candidate in $wanted python3.12 python3.13 python3.14 python3 python; do
    if fits "$candidate"; then python=$candidate && break; fi
    if [ "$candidate" = "$wanted" ]; then break; fi
done
if [ -z "$python" ]; then
    echo "Fairlead needs Python 3.12 or newer; ${wanted:-python3} is $( ("${wanted:-python3}" --version) 2>&1 | head -n 1)." >&2
    echo "Install one and run this again, or name it: make env PYTHON=/path/to/python3.12" >&2
    exit 2
fi

if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c pass 2>/dev/null; then
    echo "environment: $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi
uv=$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements/dev.txt)
if ! "$venv/bin/uv" --version 2>/dev/null | grep -q "uv ${uv#uv==}"; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$uv"
fi

export VIRTUAL_ENV="$PWD/$venv"
echo "environment: locked dependencies"
"$venv/bin/uv" pip sync --quiet --compile-bytecode --require-hashes requirements/dev.txt
set --
for member in shared operator bot api simulator cli; do set -- "$@" -e "./$member"; done
"$venv/bin/uv" pip install --quiet --no-deps --no-build-isolation "$@"
# As an image does. A pod whose modules are compiled starts in a third of the time, also where Python may write none.
env -u PYTHONDONTWRITEBYTECODE "$venv/bin/python" -m compileall -q shared/src operator/src bot/src api/src simulator/src cli/src
