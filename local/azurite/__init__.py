"""Azurite, Microsoft's storage emulator: installed from npm with the Node.js that comes from PyPI, and started."""
