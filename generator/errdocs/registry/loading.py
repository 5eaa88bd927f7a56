"""YAML -> model, with marks: strict, and every problem of every file in one run."""

from errdocs.registry.folder_reading import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER, load
from errdocs.registry.loaded import Loaded
from errdocs.registry.places import Locator

__all__ = ["ERRORS_FOLDER", "SETTINGS_FILE", "SOURCES_FOLDER", "Loaded", "Locator", "load"]
