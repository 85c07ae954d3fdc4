# pip: the package manager of Python.
summary   The package manager pip
include   python
