"""What Sahara needs to run clusters of its fake plugin, and their jobs, without a hypervisor."""
