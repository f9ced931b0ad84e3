"""Handing a slot over to another pod: state, marks and what is still alive, pod to pod."""
