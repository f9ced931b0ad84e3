{{- define "fairlead.credentials.pod" -}}
metadata:
  labels:
    {{- include "fairlead.labels" (list . "credentials") | nindent 4 }}
  annotations:
    # Other Secrets are another Job.
    fairlead.dev/document: {{ include "fairlead.credentials.document" . | sha256sum | trunc 16 | quote }}
spec:
  serviceAccountName: {{ include "fairlead.fullname" . }}-credentials
  automountServiceAccountToken: true
  restartPolicy: OnFailure
  {{- include "fairlead.pod" . | nindent 2 }}
  securityContext:
    {{- include "fairlead.podSecurity" . | nindent 4 }}
  containers:
  - name: credentials
    image: {{ include "fairlead.image" (list . "operator" .Values.operator.image) }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    command:
    - python
    - -m
    - fairlead_operator.credentials
    - --namespace=$(NAMESPACE)
    - /etc/fairlead/secrets.yaml
    env:
    - name: NAMESPACE
      valueFrom:
        fieldRef:
          fieldPath: metadata.namespace
    resources:
      requests: {cpu: 50m, memory: 128Mi}
      limits: {memory: 256Mi}
    securityContext:
      {{- include "fairlead.containerSecurity" . | nindent 6 }}
    volumeMounts:
    - name: document
      mountPath: /etc/fairlead
      readOnly: true
  volumes:
  - name: document
    configMap:
      name: {{ include "fairlead.fullname" . }}-credentials
{{- end -}}
