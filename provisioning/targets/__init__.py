"""Where accounts are provisioned to: Microsoft Entra ID through Microsoft Graph."""
