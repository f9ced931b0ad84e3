# Write the schema into a file, see that it can be read, then remove the oldest files.
set -eu
target="$BACKUPS/$SCHEMA-$(date -u +%Y%m%dT%H%M%SZ).dump"
pg_dump --format=custom --enable-row-security --schema="$SCHEMA" --file="$target.partial"
pg_restore --list "$target.partial" >/dev/null
mv "$target.partial" "$target"
echo "written: $target"
find "$BACKUPS" -name "$SCHEMA-*.dump" | sort -r | tail -n "+$((KEEP + 1))" | while read -r old; do
  rm -- "$old"
  echo "removed: $old"
done
