"""Earshot: the customer-experience loop, closed inside Slack."""

__version__ = "0.1.0"
