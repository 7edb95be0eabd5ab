"""Lines of the application log for machines: `signal {"name": …}`.

What watches the app from outside, such as an alert query of Azure Monitor, reads these lines and no others; their form
is documented in docs/alerts-and-notifications.md and stays. They name nobody.
"""

import json

from pydantic import JsonValue


def signal(name: str, **figures: JsonValue) -> str:
    """Return a line: the word `signal`, and a JSON object with the name first; keys are in camelCase."""
    return "signal " + json.dumps({"name": name, **figures}, separators=(", ", ": "))
