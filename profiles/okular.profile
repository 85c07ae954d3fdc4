# okular: KDE's document viewer.
summary   Okular, KDE's document viewer
include   viewer
