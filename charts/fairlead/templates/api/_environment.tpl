{{/* The API's settings, see fairlead_api.settings. */}}
{{- define "fairlead.api.environment" -}}
{{- $discord := include "fairlead.discordSecret" . -}}
{{- $secret := .Values.api.existingSecret | default (printf "%s-api" (include "fairlead.fullname" .)) -}}
- name: API_BASE_URL
  value: {{ include "fairlead.publicUrl" . }}/api/v1
- name: BASE_URL
  value: {{ include "fairlead.publicUrl" . }}
- name: LOG_LEVEL
  value: {{ .Values.logLevel }}
- name: DEPLOYMENTS
  value: cluster
- name: DEPLOYMENTS_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
{{ include "fairlead.secretVariable" (list "API_SECRET_KEY" $secret "secret-key") }}
{{ include "fairlead.secretVariable" (list "DISCORD_BOT_TOKEN" $discord .Values.discord.tokenKey) }}
{{ include "fairlead.secretVariable" (list "DISCORD_CLIENT_ID" $discord .Values.discord.clientIdKey) }}
{{ include "fairlead.secretVariable" (list "DISCORD_CLIENT_SECRET" $discord .Values.discord.clientSecretKey) }}
{{ include "fairlead.secretVariable" (list "DATABASE_URL" (include "fairlead.database.secret" .) "runtime-url") }}
{{ include "fairlead.secretVariable" (list "REDIS_URL" (include "fairlead.redis.secret" .) "url") }}
- name: CACHE_REDIS_URL
  valueFrom:
    secretKeyRef:
      name: {{ include "fairlead.redis.secret" . }}
      key: cache-url
      optional: true
{{- with .Values.discord.apiBaseUrl }}
- name: DISCORD_API_BASE_URL
  value: {{ . }}
{{- end }}
{{- with .Values.discord.oauthUrl }}
- name: DISCORD_OAUTH_URL
  value: {{ . }}
{{- end }}
{{- with .Values.discord.cdnUrl }}
- name: DISCORD_CDN_URL
  value: {{ . }}
{{- end }}
{{- with .Values.api.adminDiscordIds }}
- name: ADMIN_DISCORD_IDS
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.api.mainGuildId }}
- name: MAIN_GUILD_ID
  value: {{ . | quote }}
{{- end }}
{{- with .Values.api.mainGuildAdminRoleId }}
- name: MAIN_GUILD_ADMIN_ROLE_ID
  value: {{ . | quote }}
{{- end }}
{{- with .Values.api.corsOrigins }}
- name: API_CORS_ORIGINS
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.api.forwardedAllowIps }}
- name: FORWARDED_ALLOW_IPS
  value: {{ . | quote }}
{{- end }}
{{- with .Values.api.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}
