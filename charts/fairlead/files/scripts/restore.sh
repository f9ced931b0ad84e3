# Put the schema back to what a file has, all of it or nothing: the newest file, unless BACKUP names another.
set -eu
file="$BACKUPS/${BACKUP:-$(find "$BACKUPS" -name "$SCHEMA-*.dump" -exec basename {} \; | sort | tail -n 1)}"
if [ ! -f "$file" ]; then
  echo "There is no backup ${BACKUP:-of $SCHEMA} in $BACKUPS." >&2
  exit 1
fi
statements="$file.sql"
trap 'rm -f "$statements"' EXIT
cat "$(dirname "$0")/empty.sql" >"$statements"
# What is in the schema, not the schema itself: its owner may not make one.
pg_restore --schema="$SCHEMA" "$file" --file=- >>"$statements"
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --single-transaction --output=/dev/null --file="$statements"
echo "restored: $file"
