# pip3: the package manager of Python, where pip may be that of Python 2.
summary   The package manager pip, by its other name
include   python
