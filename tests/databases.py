"""Databases of the kind that ROOMS names."""

import os

KIND = os.environ.get("ROOMS") or "sqlite"
