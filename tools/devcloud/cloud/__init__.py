"""The parts of devcloud, a real OpenStack cloud on one machine."""
