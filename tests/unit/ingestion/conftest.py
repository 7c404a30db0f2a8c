"""An inbox of CSV deliveries with required columns a, b and an optional c."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    return small_inbox(tmp_path)
