"""The day that the entries of a baseline are held against."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from sphinxcontrib_c4.analysis.settings import SettingFault


def today() -> date:
    """The day of ``SOURCE_DATE_EPOCH`` where that is set (https://reproducible-builds.org/specs/), else today.

    Raises:
        SettingFault: the variable holds no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date() if epoch else datetime.now(tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise SettingFault(f"SOURCE_DATE_EPOCH is {epoch!r}, and not a number of seconds") from None
