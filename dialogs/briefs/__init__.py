"""The brief for a regulator: what the log of a complaint's calls holds, what it lacks, where it disagrees."""

from dialogs.briefs.brief import Brief, Finding, FindingKind, Item, Part
from dialogs.briefs.dossier import CallFile, Dossier
from dialogs.briefs.write import write_brief

__all__ = ["Brief", "CallFile", "Dossier", "Finding", "FindingKind", "Item", "Part", "write_brief"]
