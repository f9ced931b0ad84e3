{{/* Where Prometheus reads the metrics of a component. Takes (list root component port). */}}
{{- define "fairlead.serviceMonitor" -}}
{{- $root := index . 0 -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "fairlead.metadata" (list $root (index . 1)) | nindent 2 }}
    {{- with $root.Values.monitoring.monitors.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "fairlead.selector" (list $root (index . 1)) | nindent 6 }}
  endpoints:
  - port: {{ index . 2 }}
    path: /metrics
    # The operator says of which bot a figure is by labels that Prometheus also gives: its own would replace them.
    honorLabels: true
    interval: {{ $root.Values.monitoring.monitors.interval }}s
{{- end -}}
