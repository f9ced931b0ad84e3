{{/* A Job that runs one of the scripts on the volume of backups. Takes (list root component script). */}}
{{- define "fairlead.backup.job" -}}
{{- $root := index . 0 -}}
backoffLimit: 2
template:
  metadata:
    labels:
      {{- include "fairlead.labels" (list $root (index . 1)) | nindent 6 }}
  spec:
    automountServiceAccountToken: false
    restartPolicy: Never
    {{- include "fairlead.pod" $root | nindent 4 }}
    securityContext:
      {{- include "fairlead.storePodSecurity" $root | nindent 6 }}
    containers:
    - name: {{ index . 1 }}
      image: {{ $root.Values.backup.image | default $root.Values.database.bundled.image }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      command: [sh, /etc/fairlead/{{ index . 2 }}]
      env:
      {{- include "fairlead.database.programVariables" $root | nindent 6 }}
      - name: BACKUPS
        value: /backups
      - name: KEEP
        value: {{ $root.Values.backup.keep | quote }}
      resources:
        {{- toYaml $root.Values.backup.resources | nindent 8 }}
      securityContext:
        {{- include "fairlead.containerSecurity" $root | nindent 8 }}
      volumeMounts:
      - name: backups
        mountPath: /backups
      - name: scripts
        mountPath: /etc/fairlead
        readOnly: true
    volumes:
    - name: backups
      persistentVolumeClaim:
        claimName: {{ include "fairlead.fullname" $root }}-backup
    - name: scripts
      configMap:
        name: {{ include "fairlead.fullname" $root }}-backup
{{- end -}}
