# okular: KDE's document viewer.
summary   KDE's document viewer
include   viewer
