// Package kinds names the Go types of kinds that other projects define, so that go.mod pins their versions.
//
// The projects' own generator makes the definitions from them, as it does for the projects:
//
//	go tool controller-gen crd paths=PACKAGE output:crd:dir=FOLDER
package kinds

import _ "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
