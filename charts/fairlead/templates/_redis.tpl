{{/* Where Redis is. */}}

{{- define "fairlead.redis.secret" -}}
{{- if eq .Values.redis.mode "external" -}}
{{ required "redis.existingSecret: name the Secret with the external Redis' url" .Values.redis.existingSecret }}
{{- else -}}
{{ .Values.redis.existingSecret | default (printf "%s-redis" (include "fairlead.fullname" .)) }}
{{- end -}}
{{- end -}}

{{/* An address as a template for what makes Secrets. Takes (list root component key-of-password). */}}
{{- define "fairlead.redis.url" -}}
redis://:{{ printf "{%s}" (index . 2) }}@{{ include "fairlead.fullname" (index . 0) }}-{{ index . 1 }}:6379/0
{{- end -}}

{{/* The container of a server. Takes (dict root key resources image arguments). */}}
{{- define "fairlead.redis.container" -}}
- name: redis
  image: {{ .image }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  command:
  - redis-server
  args:
  {{- range .arguments }}
  - {{ . | quote }}
  {{- end }}
  - --requirepass
  - $(REDISCLI_AUTH)
  env:
  {{- include "fairlead.secretVariable" (list "REDISCLI_AUTH" (include "fairlead.redis.secret" .root) .key) | nindent 2 }}
  ports:
  - name: redis
    containerPort: 6379
    protocol: TCP
  livenessProbe:
    tcpSocket:
      port: redis
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 6
  # It listens while it still reads its file, and then answers LOADING.
  readinessProbe:
    exec:
      command:
      - sh
      - -c
      - redis-cli ping | grep -q PONG
    periodSeconds: 5
    timeoutSeconds: 5
    failureThreshold: 2
  resources:
    {{- toYaml .resources | nindent 4 }}
  securityContext:
    {{- include "fairlead.containerSecurity" .root | nindent 4 }}
{{- end -}}
