"""An offline voice that guides two people, hands free, through timed rituals of closeness."""

__version__ = "0.1.0"
