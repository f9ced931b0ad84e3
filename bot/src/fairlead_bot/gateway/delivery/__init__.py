"""What handlers are promised: durable marks before they begin or after they have ended, and silent replay."""
