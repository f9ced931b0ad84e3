{{/* The pods of the release's bots, as a peer of a NetworkPolicy; nothing where there are none. */}}
{{- define "fairlead.bots.peer" -}}
{{- $names := keys .Values.additionalBots | sortAlpha -}}
{{- if .Values.bot.enabled -}}
{{- $names = prepend $names (include "fairlead.bot" .) -}}
{{- end -}}
{{- if $names -}}
- podSelector:
    matchExpressions:
    - key: fairlead.dev/deployment
      operator: In
      values:
      {{- toYaml $names | nindent 6 }}
{{- end -}}
{{- end -}}
