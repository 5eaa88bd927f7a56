"""YAML -> model, with marks: strict, and every problem of every file in one run."""

from errdocs.loading.folder import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER, load
from errdocs.loading.loaded import Loaded
from errdocs.loading.places import Locator

__all__ = ["ERRORS_FOLDER", "SETTINGS_FILE", "SOURCES_FOLDER", "Loaded", "Locator", "load"]
