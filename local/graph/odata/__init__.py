"""`$filter` expressions: from text to a tree, and from the tree to yes or no. Knows nothing of users or HTTP."""
