{{/* What all pods have in common, so that each satisfies the restricted Pod Security Standard. */}}

{{/* The user that the official images of PostgreSQL and Redis have; Fairlead's own images say theirs. */}}
{{- define "fairlead.storeUser" -}}999{{- end -}}

{{- define "fairlead.podSecurity" -}}
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "fairlead.storePodSecurity" -}}
{{ include "fairlead.podSecurity" . }}
runAsUser: {{ include "fairlead.storeUser" . }}
runAsGroup: {{ include "fairlead.storeUser" . }}
fsGroup: {{ include "fairlead.storeUser" . }}
fsGroupChangePolicy: OnRootMismatch
{{- end -}}

{{- define "fairlead.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop:
  - ALL
readOnlyRootFilesystem: true
{{- end -}}

{{/* Fields of every pod. Takes the root. */}}
{{- define "fairlead.pod" -}}
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{/* Where a pod may run. Takes the component's own values. */}}
{{- define "fairlead.placement" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{/* Replicas on different nodes where that can be. Takes (list root component). */}}
{{- define "fairlead.spread" -}}
topologySpreadConstraints:
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "fairlead.selector" . | nindent 6 }}
{{- end -}}

{{/* The probes of a process of Fairlead. Takes the name of its port. */}}
{{- define "fairlead.probes" -}}
startupProbe:
  httpGet:
    path: /livez
    port: {{ . }}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 30
livenessProbe:
  httpGet:
    path: /livez
    port: {{ . }}
  periodSeconds: 10
  timeoutSeconds: 2
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /readyz
    port: {{ . }}
  periodSeconds: 5
  timeoutSeconds: 2
  failureThreshold: 2
{{- end -}}

{{/* A Job's fixed name: a Job cannot be changed, so another template is another Job. Takes (list name template). */}}
{{- define "fairlead.jobName" -}}
{{ index . 0 }}-{{ index . 1 | sha256sum | trunc 8 }}
{{- end -}}

{{/* A server that ends is found for a little while yet: it answers until every node has heard of it. */}}
{{- define "fairlead.lastAnswers" -}}
lifecycle:
  preStop:
    sleep:
      seconds: 5
{{- end -}}
