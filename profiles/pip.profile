# pip: package installs of Python.
summary   pip
include   python
