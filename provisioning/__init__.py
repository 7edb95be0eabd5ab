"""HR-driven provisioning for Microsoft Entra ID: the product's code, apart from its triggers."""
