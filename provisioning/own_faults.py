"""Errors of our own making: told without what they hold, as an error's own text can be about people."""

import logging
import traceback


def told(error: Exception, logger: logging.Logger) -> str:
    """Log the kind of an error and where it happened, and return a sentence for the administrator."""
    fault = type(error).__name__
    logger.error("%s\n%s", fault, "".join(traceback.format_tb(error.__traceback__)))
    return f"the app failed ({fault}); please report it"
