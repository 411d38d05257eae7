"""What is served on the port beside the pages: the gate in front of them, security headers, figures for programs."""
