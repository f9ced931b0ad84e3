// Command controlplane is every part of Kubernetes in one binary, of the control plane and of a node, for tests against
// the real thing.
//
// The first argument picks the component; the rest is the component's own command line:
//
//	controlplane kube-apiserver --etcd-servers=http://127.0.0.1:2379 …
//
// The components share most of their code, so one binary is built in a fraction of the time that one each would take.
//
// For another Kubernetes change its version, and that of each k8s.io replacement, in go.mod, the one in
// tests/controlplane/build.py, and run "go mod tidy".
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	_ "time/tzdata" // CronJobs may name a time zone, and the machine may have no database of them

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // --logging-format=json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // metrics of the clients
	_ "k8s.io/component-base/metrics/prometheus/version"  // metric of the version
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// components maps each name to what runs it. The commands are made only when asked for: making one registers
// its flags, feature gates and metrics for the whole process.
var components = map[string]func(){
	"etcd":                    func() { etcdmain.Main(os.Args) },
	"kube-apiserver":          server(apiserver.NewAPIServerCommand),
	"kube-controller-manager": server(controllermanager.NewControllerManagerCommand),
	"kube-scheduler":          server(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kubelet":                 server(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
	"kube-proxy":              server(proxy.NewProxyCommand),
	"kubectl":                 runKubectl,
}

// server runs a component whose command prints its errors itself.
func server(command func() *cobra.Command) func() {
	return func() { os.Exit(cli.Run(command())) }
}

// runKubectl runs kubectl, which words errors of the API for people.
func runKubectl() {
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		kubectlutil.CheckErr(err)
	}
}

func main() {
	names := slices.Sorted(maps.Keys(components))
	if len(os.Args) < 2 || components[os.Args[1]] == nil {
		fmt.Fprintf(os.Stderr, "usage: %s {%s} [argument …]\n", os.Args[0], strings.Join(names, "|"))
		os.Exit(2)
	}
	// The component sees its own name as the program's, as if it were installed alone.
	os.Args = os.Args[1:]
	components[os.Args[0]]()
}
