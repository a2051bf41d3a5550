"""What all decisions can look at: the configuration of the server they are taken for."""

from __future__ import annotations

from midflight_reference.configuration import DEFAULT_PROFILE, PROFILES, Configuration


class Settings:
    """The configuration; `start` sets it once, before the first request."""

    configuration: Configuration = PROFILES[DEFAULT_PROFILE]
