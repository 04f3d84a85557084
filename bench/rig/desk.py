"""The product as it is benchmarked: `ppid serve`, on platforms that have no limits of speed."""

import sys

from bot.app import serve
from bot.log import set_up_logging
from bot.settings import load_settings

if __name__ == "__main__":
    settings = load_settings("serve")
    set_up_logging("WARNING", secrets=settings.secrets)
    sys.exit(serve(settings, pacing=lambda channel: None))
