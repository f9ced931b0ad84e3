// Command coredns is CoreDNS with the plugins that a cluster for tests uses and no others.
//
// The published one has the clients of every cloud in it, and takes as long to build as Kubernetes. This one shares
// nearly all of its packages with tools/controlplane: keep the versions of the k8s.io modules alike.
package main

import (
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"

	"github.com/coredns/coredns/coremain"
)

func main() {
	coremain.Run()
}
