// Command pause does nothing until it is told to end.
//
// It is the process that holds a pod's namespaces, and the first process of a machine of the cluster for tests. As
// such it inherits the processes whose parents are gone, and has to take note of their ends.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGCHLD, syscall.SIGINT, syscall.SIGTERM)
	for received := range signals {
		if received != syscall.SIGCHLD {
			return
		}
		takeNote()
	}
}

// takeNote reaps every child that has ended: several may have, for one signal.
func takeNote() {
	for {
		if child, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); child <= 0 && err != syscall.EINTR {
			return
		}
	}
}
