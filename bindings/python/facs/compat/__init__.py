"""Stand-ins for the Python interfaces of other programs, so that scripts written for them run on
facs: change the import, keep the rest."""
