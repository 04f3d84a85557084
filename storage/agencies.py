"""The agencies (OPD) of the body, and the bodies outside it, as the content pack gives them."""

from sqlmodel import Session, col, select

from storage.tables import Agency


def all_of(session: Session) -> list[Agency]:
    """Every active agency and outside body, in the pack's order."""
    return list(session.exec(select(Agency).where(Agency.active).order_by(col(Agency.position))))
