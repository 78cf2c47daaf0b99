"""The commands, run by the real ``openstack`` shell."""
