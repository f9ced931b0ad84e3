{{/* Where PostgreSQL is, and what belongs to this release in it. */}}

{{- define "fairlead.database.host" -}}
{{- $values := .Values.database -}}
{{- if eq $values.mode "external" -}}
{{ required "database.host: say where the external PostgreSQL is" $values.host }}
{{- else if eq $values.mode "cnpg" -}}
{{ include "fairlead.fullname" . }}-database-rw
{{- else -}}
{{ include "fairlead.fullname" . }}-database
{{- end -}}
{{- end -}}

{{- define "fairlead.database.port" -}}
{{ ternary .Values.database.port 5432 (eq .Values.database.mode "external") }}
{{- end -}}

{{/* As fairlead_shared.database.names calls it. */}}
{{- define "fairlead.database.schema" -}}
bot_{{ include "fairlead.bot" . | replace "-" "_" }}
{{- end -}}

{{- define "fairlead.database.owner" -}}{{ include "fairlead.database.schema" . }}_owner{{- end -}}
{{- define "fairlead.database.runtime" -}}{{ include "fairlead.database.schema" . }}_runtime{{- end -}}

{{/* The Secret of the release's own roles. */}}
{{- define "fairlead.database.secret" -}}
{{ .Values.database.existingSecret | default (printf "%s-database" (include "fairlead.fullname" .)) }}
{{- end -}}

{{/* The Secret of the administrator; nothing where there is none. CloudNativePG makes its own. */}}
{{- define "fairlead.database.adminSecret" -}}
{{- $values := .Values.database -}}
{{- if $values.adminSecret.name -}}
{{ $values.adminSecret.name }}
{{- else if eq $values.mode "cnpg" -}}
{{ include "fairlead.fullname" . }}-database-app
{{- else if eq $values.mode "bundled" -}}
{{ include "fairlead.fullname" . }}-database-admin
{{- end -}}
{{- end -}}

{{- define "fairlead.database.adminUrlKey" -}}
{{- $isMade := and (eq .Values.database.mode "cnpg") (not .Values.database.adminSecret.name) -}}
{{ ternary "uri" .Values.database.adminSecret.urlKey $isMade }}
{{- end -}}

{{/* An address as a template for what makes Secrets. Takes (list root role key-of-password). */}}
{{- define "fairlead.database.url" -}}
{{- $root := index . 0 -}}
postgresql://{{ index . 1 }}:{{ printf "{%s}" (index . 2) }}@{{ include "fairlead.database.host" $root }}:{{ include "fairlead.database.port" $root }}/{{ $root.Values.database.name }}
{{- end -}}

{{/* The variables by which PostgreSQL's own programs connect as the role that owns the schema. */}}
{{- define "fairlead.database.programVariables" -}}
- name: PGHOST
  value: {{ include "fairlead.database.host" . }}
- name: PGPORT
  value: {{ include "fairlead.database.port" . | quote }}
- name: PGDATABASE
  value: {{ .Values.database.name }}
- name: PGUSER
  value: {{ include "fairlead.database.owner" . }}
{{ include "fairlead.secretVariable" (list "PGPASSWORD" (include "fairlead.database.secret" .) "owner-password") }}
# Every row of the fleet, by the rules that hold for the owner, too.
- name: PGOPTIONS
  value: -c fairlead.scope=fleet
- name: SCHEMA
  value: {{ include "fairlead.database.schema" . }}
{{- end -}}
