"""What became of a call: every error that Slack may answer, in exactly one class."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import aiohttp
from slack_sdk.errors import SlackApiError


class Fate(StrEnum):
    REFUSED = "refused"
    """Slack will never take this call: the message is parked, the edit dropped."""
    GONE = "gone"
    """Slack took our token away: the workspace is gone, the message waits for its return."""
    LIMITED = "limited"
    """Too soon. Certainly without effect; Slack says when to come back."""
    PASSING = "passing"
    """Certainly without effect, and it may work later."""
    UNREACHED = "unreached"
    """The call never left us: nothing is known about the message, nor held against it."""
    UNCERTAIN = "uncertain"
    """It may have had its effect: look before trying again."""


LATE_FILE = "invalid_slack_file"
"""Our word for a picture that Slack does not know yet, or no more."""


class NoToken(Exception):
    """A workspace that can't be spoken to: its token was never there, or went."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`code`: Slack's error or our word for it. `retry_after`: seconds, when LIMITED."""

    fate: Fate
    code: str
    retry_after: float = 0.0


def verdict(error: Exception) -> Verdict:
    """Classify what a call to Slack raised. Raises what is no failure of a call again."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, NoToken):
        return Verdict(Fate.UNREACHED, "no_token")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Verdict(Fate.UNREACHED, "no_connection")
    if isinstance(error, TimeoutError):
        return Verdict(Fate.UNCERTAIN, "timeout")
    # an answer that can't be read (a proxy's page, half a body) says as little as none
    if isinstance(error, aiohttp.ClientError | OSError | ValueError):
        return Verdict(Fate.UNCERTAIN, "no_answer")
    raise error


def _answered(error: SlackApiError) -> Verdict:
    # the SDK hands over its own response or, when the body can't be read, aiohttp's
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return Verdict(Fate.LIMITED, "ratelimited", _seconds(response.headers))
    if status >= 500 or not code:
        return Verdict(Fate.UNCERTAIN, f"http_{status}")
    if code in ("invalid_blocks", "invalid_arguments") and _names_a_late_file(data):
        return Verdict(Fate.PASSING, LATE_FILE)
    return Verdict(CODES.get(code, Fate.REFUSED), str(code))


def _names_a_late_file(data: object) -> bool:
    """A picture that was just uploaded can't stand in a block for a moment."""
    if not isinstance(data, dict):
        return False
    details = [*(data.get("errors") or ())]
    details += (data.get("response_metadata") or {}).get("messages") or ()
    return any("invalid slack file" in str(detail) for detail in details)


def _seconds(headers: object) -> float:
    value = getattr(headers, "get", lambda _: None)("Retry-After")
    try:
        return max(1.0, float(value or 1))
    except ValueError:
        return 1.0


def table(**classes: str) -> dict[str, Fate]:
    """Each class's codes, turned round. Raises ValueError for a code in two of them."""
    found: dict[str, Fate] = {}
    for name, codes in classes.items():
        for code in codes.split():
            if code in found:
                raise ValueError(f"{code} is {found[code].value} already")
            found[code] = Fate[name]
    return found


CODES = table(
    GONE="""
        account_inactive invalid_auth not_authed team_access_not_granted token_expired
        token_revoked
    """,
    LIMITED="rate_limited ratelimited",
    # The first two say that part of the operation may have succeeded. A truncated request should
    # have no effect, but that is Slack's word against a doubled message.
    UNCERTAIN="fatal_error internal_error request_timeout",
    PASSING="""
        accesslimited ekm_access_denied external_channel_migrating fetch_members_failed
        file_update_failed message_limit_exceeded org_login_required service_unavailable
        streaming_state_conflict team_added_to_org update_failed
    """,
    REFUSED="""
        access_denied already_reacted alt_txt_too_large as_user_not_supported
        attachment_payload_limit_exceeded bad_timestamp block_mismatch blocked_file_type
        bot_not_found bots_not_found cannot_dm_bot cannot_reply_to_message
        cant_broadcast_message cant_delete_file cant_delete_message cant_update_message
        canvas_disabled_file_team canvas_disabled_user_team canvas_globally_disabled
        channel_is_limited_access channel_not_found channels_limit_exceeded
        delete_not_allowed deprecated_endpoint draft_already_deleted draft_already_sent
        draft_has_conflict draft_not_found duplicate_channel_not_found
        duplicate_external_id duplicate_message_not_found edit_window_closed
        enterprise_is_restricted enterprise_not_found exchanged_trigger_id
        expired_trigger_id fail_to_get_teams_for_restricted_user file_comment_not_found
        file_deleted file_deleting_disabled file_is_deleted file_not_found
        file_share_limit_reached file_type_not_allowed file_upload_size_restricted
        file_uploads_disabled file_uploads_except_images_disabled forbidden_team
        hash_conflict insecure_request invalid_arg_name invalid_arguments
        invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format
        invalid_channel invalid_charset invalid_cursor invalid_form_data invalid_limit
        invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema
        invalid_name invalid_post_type invalid_team invalid_trigger_id invalid_ts_latest
        invalid_ts_oldest invalid_types invalid_user_combination is_archived is_inactive
        limit_required list_record_comment_fetch_failed markdown_text_conflict
        max_file_sharing_exceeded message_not_found messages_tab_disabled
        metadata_must_be_sent_from_app metadata_too_large method_deprecated
        method_not_supported_for_channel_type missing_args missing_argument
        missing_file_data missing_post_type missing_profile_id missing_scope missing_user
        msg_blocks_too_long msg_too_long no_access no_dual_broadcast_content_update
        no_item_specified no_permission no_reaction no_such_subteam no_text
        not_allowed_token_type not_enabled not_enough_users not_found not_implemented
        not_in_channel not_reactable not_visible org_not_found plan_upgrade_required
        posting_to_channel_denied push_limit_reached restricted_action
        restricted_action_non_threadable_channel restricted_action_read_only_channel
        restricted_action_thread_locked restricted_action_thread_only_channel
        slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked
        snippet_too_large storage_limit_reached team_not_found team_not_on_enterprise
        template_not_visible thread_locked thread_not_found too_many_attachments
        too_many_contact_cards too_many_emoji too_many_reactions too_many_users
        two_factor_setup_required unable_to_share_files unknown_method
        unknown_snippet_type unknown_subtype user_disabled user_not_found
        user_not_in_channel user_not_visible users_list_not_supplied users_not_found
        view_too_large
    """,
)
"""By Slack's error code. A code that Slack invents tomorrow is a refusal: nothing repeats it for
ever, and whoever looks at the parked message sees its name."""
