{{/* Names, labels and images, each made in one place. */}}

{{- define "fairlead.fullname" -}}
{{ .Values.fullnameOverride | default .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}

{{/* The labels that find the pods of a component; they never change. Takes (list root component). */}}
{{- define "fairlead.selector" -}}
app.kubernetes.io/name: fairlead-{{ index . 1 }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
{{- end -}}

{{/* The labels of the pods of a store: without the version, so that a new release does not restart it. Takes (list root component). */}}
{{- define "fairlead.storeLabels" -}}
{{ include "fairlead.selector" . }}
app.kubernetes.io/part-of: fairlead
{{- end -}}

{{/* The labels of an object of a component. Takes (list root component). */}}
{{- define "fairlead.labels" -}}
{{ include "fairlead.storeLabels" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
{{- end -}}

{{/* Name and labels of an object of a component. Takes (list root component). */}}
{{- define "fairlead.metadata" -}}
name: {{ include "fairlead.fullname" (index . 0) }}-{{ index . 1 }}
labels:
  {{- include "fairlead.labels" . | nindent 2 }}
{{- end -}}

{{/* An image of Fairlead's own, unless another one is named. Takes (list root component other). */}}
{{- define "fairlead.image" -}}
{{- $image := (index . 0).Values.image -}}
{{- $own := printf "fairlead-%s:%s" (index . 1) ($image.tag | default (index . 0).Chart.AppVersion) -}}
{{ index . 2 | default (list $image.registry $own | compact | join "/") }}
{{- end -}}

{{/* Where people reach the installation. */}}
{{- define "fairlead.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{ .Values.publicUrl }}
{{- else if .Values.ingress.enabled -}}
https://{{ required "ingress.host: say by which name the installation is reached" .Values.ingress.host }}
{{- else -}}
http://localhost:8000
{{- end -}}
{{- end -}}

{{/* The name of the release's BotDeployment. */}}
{{- define "fairlead.bot" -}}
{{ .Values.bot.name | default (include "fairlead.fullname" .) }}
{{- end -}}

{{/* The Secret of the application at Discord. */}}
{{- define "fairlead.discordSecret" -}}
{{ required "discord.existingSecret: name the Secret with the bot's token" .Values.discord.existingSecret }}
{{- end -}}

{{/* A variable with the value of a Secret. Takes (list variable secret key). */}}
{{- define "fairlead.secretVariable" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 }}
      key: {{ index . 2 }}
{{- end -}}
