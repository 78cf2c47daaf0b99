"""What Sahara needs to run clusters of its fake plugin without a hypervisor."""
