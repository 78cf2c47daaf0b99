"""What is shipped: the sdist and the wheel, in environments that have nothing else of ours."""
