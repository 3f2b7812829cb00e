"""The comparison of pcapflow's columns with tshark's fields, which `scripts/agree` runs."""
