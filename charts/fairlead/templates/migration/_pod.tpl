{{- define "fairlead.migration.container" -}}
image: {{ include "fairlead.image" (list . "cli" .Values.migration.image) }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
resources:
  {{- toYaml .Values.migration.resources | nindent 2 }}
securityContext:
  {{- include "fairlead.containerSecurity" . | nindent 2 }}
{{- end -}}

{{- define "fairlead.migration.pod" -}}
{{- $secret := include "fairlead.database.secret" . -}}
metadata:
  labels:
    {{- include "fairlead.labels" (list . "migration") | nindent 4 }}
spec:
  automountServiceAccountToken: false
  # Until PostgreSQL answers; migrations that run twice change nothing.
  restartPolicy: OnFailure
  {{- include "fairlead.pod" . | nindent 2 }}
  securityContext:
    {{- include "fairlead.podSecurity" . | nindent 4 }}
  {{- with include "fairlead.database.adminSecret" . }}
  initContainers:
  - name: provision
    {{- include "fairlead.migration.container" $ | nindent 4 }}
    command: [fairlead, database, provision, {{ include "fairlead.bot" $ }}]
    env:
    {{- include "fairlead.secretVariable" (list "FAIRLEAD_DATABASE_ADMIN_URL" . (include "fairlead.database.adminUrlKey" $)) | nindent 4 }}
    {{- include "fairlead.secretVariable" (list "FAIRLEAD_DATABASE_OWNER_PASSWORD" $secret "owner-password") | nindent 4 }}
    {{- include "fairlead.secretVariable" (list "FAIRLEAD_DATABASE_RUNTIME_PASSWORD" $secret "runtime-password") | nindent 4 }}
  {{- end }}
  containers:
  - name: migrate
    {{- include "fairlead.migration.container" . | nindent 4 }}
    command:
    - fairlead
    - database
    - migrate
    {{- range .Values.migration.branches }}
    - --branch={{ . }}
    {{- end }}
    env:
    {{- include "fairlead.secretVariable" (list "FAIRLEAD_DATABASE_OWNER_URL" $secret "owner-url") | nindent 4 }}
{{- end -}}
