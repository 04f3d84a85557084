"""`python -m bot.cli`, where the command `ppid` is not installed."""

from bot.cli import main

main()
