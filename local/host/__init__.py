"""The local Functions host: runs the app as the real host does, without Core Tools.

It drives azure-functions-runtime, the code inside the production Python worker, and adds what the real host does
around it: routes and keys, queue and timer triggers, and the admin API. It is a development tool, never the product.
"""
