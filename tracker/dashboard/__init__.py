"""The dashboard's pages. A page asks the desk and draws; it computes nothing about money."""
