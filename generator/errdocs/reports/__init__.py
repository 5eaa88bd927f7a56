"""Findings -> a report: lines for people, JSON, annotations for GitHub, or SARIF.

Every command that reports problems takes its formats from here.
"""

from errdocs.reports.finding_formats import Format, report

__all__ = ["Format", "report"]
