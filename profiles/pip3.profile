# pip3: package installs of Python 3, where pip is called so.
summary   pip3
include   python
