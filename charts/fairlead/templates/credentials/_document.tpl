{{/* Which Secrets are made in the cluster, see fairlead_operator.credentials. None has a value here. */}}
{{- define "fairlead.credentials.document" -}}
{{- $name := include "fairlead.fullname" . -}}
{{- $database := .Values.database -}}
{{- $secrets := list -}}
{{- if and .Values.api.enabled (not .Values.api.existingSecret) -}}
{{- $secrets = append $secrets (dict "name" (printf "%s-api" $name) "random" (list "secret-key")) -}}
{{- end -}}
{{- if and (eq .Values.redis.mode "bundled") (not .Values.redis.existingSecret) -}}
{{- $random := list "password" -}}
{{- $composed := dict "url" (include "fairlead.redis.url" (list . "redis" "password")) -}}
{{- if .Values.redis.cache.enabled -}}
{{- $random = append $random "cache-password" -}}
{{- $_ := set $composed "cache-url" (include "fairlead.redis.url" (list . "cache" "cache-password")) -}}
{{- end -}}
{{- $secrets = append $secrets (dict "name" (printf "%s-redis" $name) "random" $random "composed" $composed) -}}
{{- end -}}
{{- if not $database.existingSecret -}}
{{- $owner := include "fairlead.database.url" (list . (include "fairlead.database.owner" .) "owner-password") -}}
{{- $runtime := include "fairlead.database.url" (list . (include "fairlead.database.runtime" .) "runtime-password") -}}
{{- $secrets = append $secrets (dict "name" (printf "%s-database" $name) "random" (list "owner-password" "runtime-password") "composed" (dict "owner-url" $owner "runtime-url" $runtime)) -}}
{{- end -}}
{{- if and (eq $database.mode "bundled") (not $database.adminSecret.name) -}}
{{- $passwordKey := $database.adminSecret.passwordKey -}}
{{- $url := include "fairlead.database.url" (list . "postgres" $passwordKey) -}}
{{- $secrets = append $secrets (dict "name" (include "fairlead.database.adminSecret" .) "random" (list $passwordKey) "composed" (dict $database.adminSecret.urlKey $url)) -}}
{{- end -}}
{{- if $secrets -}}
{{ dict "secrets" $secrets | toYaml }}
{{- end -}}
{{- end -}}

{{- define "fairlead.credentials.names" -}}
{{- range (include "fairlead.credentials.document" . | fromYaml).secrets }}
- {{ .name }}
{{- end -}}
{{- end -}}
