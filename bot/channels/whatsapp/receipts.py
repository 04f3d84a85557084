"""The statuses of a webhook body as receipts. Pure and tolerant."""

from datetime import datetime

from bot.channels.base import Delivery, Receipt
from bot.channels.loose import a_dict, a_str, text_moment
from bot.channels.whatsapp.envelope import Change, changes, items
from bot.channels.whatsapp.verdict import status_error, verdict

_DELIVERIES = {
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "played": Delivery.READ,  # a voice message that was listened to
    "failed": Delivery.FAILED,
}


def receipts_of(raw: bytes, *, account: str, now: datetime) -> list[Receipt]:
    """What a body says of messages of the number `account`; `now` is the stamp of what has none.

    Their order means nothing: "delivered" may come before "sent", or not at all.
    """
    if b"statuses" not in raw:
        return []  # as in every body of messages: it is not read for nothing
    found: list[Receipt] = []
    for change in changes(raw):
        if isinstance(change, Change) and change.account in ("", account):
            found += [
                receipt
                for status in items(change, "statuses")
                if (receipt := _receipt(a_dict(status), now)) is not None
            ]
    return found


def _receipt(status: dict[str, object], now: datetime) -> Receipt | None:
    delivery = _DELIVERIES.get(a_str(status.get("status")))
    id = a_str(status.get("id"))
    if delivery is None or not id:
        return None
    pricing = a_dict(status.get("pricing"))
    kind = a_str(pricing.get("type"))
    return Receipt(
        id=id,
        delivery=delivery,
        at=text_moment(status.get("timestamp"), now),
        tag=a_str(status.get("biz_opaque_callback_data")),
        result=verdict(status_error(status.get("errors"))) if delivery is Delivery.FAILED else None,
        category=a_str(pricing.get("category")),
        # "billable" is what older versions said; free ones are free_customer_service and free_entry_point.
        charged=kind == "regular" if kind else pricing.get("billable") is True,
    )
