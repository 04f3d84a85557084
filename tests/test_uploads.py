"""What has been uploaded is remembered as long as the platform has it, and no longer."""

from datetime import timedelta

from sqlmodel import SQLModel, select

from bot.channels.whatsapp import WhatsAppChannel
from bot.clock import DemoClock
from bot.uploads import GOOD_FOR, StoredUploads
from storage import platform_files
from storage.store import Store
from storage.tables import PlatformFile


async def test_an_upload_is_remembered_for_its_own_number_while_it_is_good(store: Store) -> None:
    SQLModel.metadata.create_all(store.engine)
    clock = DemoClock()
    uploads = StoredUploads(store, WhatsAppChannel("t", "900"), clock)
    others = StoredUploads(store, WhatsAppChannel("t", "111"), clock)

    await uploads.keep("abc", "media-1")
    await uploads.keep("abc", "media-2")

    assert await uploads.find("abc") == "media-2"
    assert [await others.find("abc"), await uploads.find("abd")] == ["", ""]
    await uploads.forget("abc")
    assert await uploads.find("abc") == ""

    await uploads.keep("abc", "media-3")
    clock.move_to(clock.now() + GOOD_FOR)
    assert await uploads.find("abc") == ""


async def test_what_no_platform_has_any_more_is_swept_away(store: Store) -> None:
    SQLModel.metadata.create_all(store.engine)
    clock = DemoClock()
    uploads = StoredUploads(store, WhatsAppChannel("t", "900"), clock)
    await uploads.keep("old", "media-1")
    clock.move_to(clock.now() + timedelta(days=31))
    await uploads.keep("new", "media-2")

    await store.transact(platform_files.sweep, before=clock.now() - timedelta(days=30))

    left = await store.read(lambda session: list(session.exec(select(PlatformFile.sha256))))
    assert left == ["new"]


async def test_without_the_store_a_file_still_goes(store: Store) -> None:
    uploads = StoredUploads(store, WhatsAppChannel("t", "900"), DemoClock())
    await store.aclose()

    await uploads.keep("abc", "media-1")
    await uploads.forget("abc")

    assert await uploads.find("abc") == ""
