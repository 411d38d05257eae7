"""The IATI activity standard, version 2.03: what of the tables is published, and what others' files say."""
