"""The starter catalogue: the places where a software company meets its customers."""

from __future__ import annotations

from typing import Final

from bot.domain.vocabulary import Area

JOURNEY: Final = "Customer journey"
STAGES: Final = ("Discover", "Evaluate", "Buy", "Onboard", "Use", "Get help", "Renew")

TOUCHPOINTS: Final[tuple[tuple[Area, str, str, tuple[str, ...]], ...]] = (
    (Area.MARKETING, "Website & pricing", "Discover", ("pricing", "plan")),
    (Area.MARKETING, "Reviews & references", "Discover", ("g2", "reference")),
    (Area.MARKETING, "Campaign promises", "Evaluate", ("advertised", "said it could")),
    (Area.SALES, "Sales demo", "Evaluate", ("demo",)),
    (Area.SALES, "Quote & contract", "Buy", ("quote", "discount")),
    (Area.SALES, "Handover", "Onboard", ("handover", "told sales")),
    (Area.TECHNOLOGY, "Trial", "Evaluate", ("trial", "poc")),
    (Area.TECHNOLOGY, "Data import", "Onboard", ("import", "csv", "migration")),
    (Area.TECHNOLOGY, "Everyday workflow", "Use", ("confusing", "clicks")),
    (Area.TECHNOLOGY, "Speed & uptime", "Use", ("slow", "down")),
    (Area.SUPPORTING_SYSTEMS, "Login & SSO", "Onboard", ("sso", "invite")),
    (Area.SUPPORTING_SYSTEMS, "Billing & invoices", "Renew", ("invoice", "vat", "refund")),
    (Area.SUPPORTING_SYSTEMS, "Incident notices", "Get help", ("status", "outage")),
    (Area.THIRD_PARTY, "CRM connector", "Use", ("salesforce", "hubspot", "sync")),
    (Area.THIRD_PARTY, "API & webhooks", "Use", ("api", "token")),
    (Area.SUPPORT, "Docs & training", "Onboard", ("docs", "academy")),
    (Area.SUPPORT, "Help centre", "Get help", ("article", "bot")),
    (Area.SUPPORT, "Tickets", "Get help", ("ticket", "waiting")),
    (Area.POLICIES, "Security & legal review", "Buy", ("dpa", "soc2")),
    (Area.POLICIES, "Plan limits", "Use", ("quota", "overage")),
    (Area.POLICIES, "Renewal & price change", "Renew", ("uplift",)),
    (Area.POLICIES, "Cancellation", "Renew", ("cancel", "delete")),
)
"""Area, name, stage, keywords."""
