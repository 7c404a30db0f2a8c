"""The audited, versioned, read-only snapshot that BI and the portal read. It copies the marts; it changes no table."""

from publication.contents import Contents
from publication.publish import current_build, publish

__all__ = ["Contents", "current_build", "publish"]
