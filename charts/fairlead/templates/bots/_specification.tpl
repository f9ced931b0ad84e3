{{/* What every bot of the release has unless it says otherwise. Takes (list root image). */}}
{{- define "fairlead.bot.defaults" -}}
{{- $root := index . 0 -}}
image: {{ include "fairlead.image" (list $root "bot" (index . 1)) }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
redisSecretRef:
  name: {{ include "fairlead.redis.secret" $root }}
  key: url
sharding:
  mode: Auto
standby: 1
gateway:
  intents: [guilds]
cogs:
  enabled: [status]
resources:
  requests: {cpu: 100m, memory: 256Mi}
  limits: {memory: 1Gi}
{{- if $root.Values.monitoring.monitors.enabled }}
monitoring:
  enabled: true
  intervalSeconds: {{ $root.Values.monitoring.monitors.interval }}
  {{- with $root.Values.monitoring.monitors.labels }}
  labels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* What the release's own bot has beside that. Takes the root. */}}
{{- define "fairlead.bot.own" -}}
tokenSecretRef:
  name: {{ include "fairlead.discordSecret" . }}
  key: {{ .Values.discord.tokenKey }}
databaseSecretRef:
  name: {{ include "fairlead.database.secret" . }}
  key: runtime-url
{{- end -}}
