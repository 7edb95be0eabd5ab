"""`./dev setup-check`: asks a deployed or local app whether its setup is right, and shows what it answers."""
