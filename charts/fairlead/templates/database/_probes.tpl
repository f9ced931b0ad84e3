{{/* By TCP: while it is first set up, the server listens on its socket alone. */}}
{{- define "fairlead.database.isReady" -}}
exec:
  command: [pg_isready, --host=127.0.0.1, --username=postgres, --dbname={{ .Values.database.name }}]
{{- end -}}

{{- define "fairlead.database.probes" -}}
startupProbe:
  {{- include "fairlead.database.isReady" . | nindent 2 }}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 150
livenessProbe:
  {{- include "fairlead.database.isReady" . | nindent 2 }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  {{- include "fairlead.database.isReady" . | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}
