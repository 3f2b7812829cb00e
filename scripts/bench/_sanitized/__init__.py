"""The kernel, built so that a step beyond what it was given ends the process, and what it is shown then."""
